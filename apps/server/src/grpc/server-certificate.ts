import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { Logger } from 'pino';
import { ConfigError } from '../config-error.js';
import { settings } from '../settings.js';

/** Where a server's certificate and its key are, in PEM. */
export interface CertificateFiles {
  /** Its issuers may follow it. */
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** What was read from the files, as `node:tls` takes it. */
export interface ServerCertificate {
  readonly files: CertificateFiles;
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** @throws ConfigError when a file can't be read, holds something else, or the two don't belong together */
export async function readServerCertificate(files: CertificateFiles): Promise<ServerCertificate> {
  try {
    const [cert, key] = await Promise.all([readFile(files.certificateFile), readFile(files.keyFile)]);
    createSecureContext({ cert, key });
    return { files, cert, key };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    const { grpcCertificateFile, grpcKeyFile } = settings;
    throw new ConfigError(
      `${grpcCertificateFile.variable} and ${grpcKeyFile.variable} can’t be used: ${problem}. ` +
        'Set a certificate in PEM, and the key that belongs to it.',
    );
  }
}

interface Following {
  readonly serve: (certificate: ServerCertificate) => void;
  readonly log: Logger;
  /** Milliseconds between looks at the files: they are small, and so links that are switched are followed as well. */
  readonly interval?: number;
}

/**
 * Serves what is in the files whenever that has changed; while they are broken, as in the midst of a change, the last
 * good pair stays. @returns what ends it
 */
export function followServerCertificate(
  current: ServerCertificate,
  { serve, log, interval = 2000 }: Following,
): () => void {
  const { files } = current;
  let served = digestOf(current);
  let lastProblem = '';
  const look = async () => {
    try {
      const certificate = await readServerCertificate(files);
      lastProblem = '';
      const digest = digestOf(certificate);
      if (digest === served) return;
      serve(certificate);
      served = digest;
      log.info(files, 'the gRPC port has another certificate now');
    } catch (error) {
      const problem = String(error);
      if (problem === lastProblem) return;
      lastProblem = problem;
      log.warn({ err: error }, 'the gRPC port goes on with the certificate that it had');
    }
  };
  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    void look().finally(() => {
      isLooking = false;
    });
  }, interval).unref();
  return () => {
    clearInterval(timer);
  };
}

function digestOf({ cert, key }: ServerCertificate): string {
  return hash('sha256', Buffer.concat([cert, key]));
}
