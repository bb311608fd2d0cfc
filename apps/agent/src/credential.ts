import { readFile } from 'node:fs/promises';
import type { ConnectOptions } from '@certkeep/node-client';
import type { TargetConfig } from './config.js';

/** What a target shows to Certkeep, and whom it believes to be Certkeep: files that are read at each attempt. */
export function credentialOf({
  tokenFile,
  certificate,
  caFile,
}: Pick<TargetConfig, 'tokenFile' | 'certificate' | 'caFile'>): Pick<ConnectOptions, 'token' | 'tls'> {
  return {
    ...(tokenFile === undefined ? {} : { token: () => readFile(tokenFile, 'utf8') }),
    tls: async () => ({
      ...(caFile === undefined ? {} : { ca: await readFile(caFile, 'utf8') }),
      ...(certificate === undefined
        ? {}
        : {
            certificate: await readFile(certificate.certificateFile, 'utf8'),
            privateKey: await readFile(certificate.keyFile, 'utf8'),
          }),
    }),
  };
}
