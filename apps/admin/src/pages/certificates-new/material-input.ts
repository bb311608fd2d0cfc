import { EncodingType, type ProbeEndpointResponse } from '@certkeep/contracts/connect';
import { Refusal } from '../../client/rpc-error.js';
import type { ChosenFile } from '../../parts/chosen-file.js';

/** The ways in, and what was given through each. */
export interface MaterialSource {
  /** `request` brings nothing: it asks for a certificate. */
  readonly source: 'files' | 'paste' | 'server' | 'request';
  readonly files: readonly ChosenFile[];
  readonly text: string;
  readonly encoding?: EncodingType;
  readonly url?: string;
  readonly presented?: ProbeEndpointResponse | undefined;
  readonly passphrase?: string;
}

/** Of one certificate with its key and chain. */
const mostBytes = 1024 * 1024;

/** @throws Refusal for files that are too large, or that the browser can't read */
export async function materialInput(given: MaterialSource) {
  const { passphrase = '' } = given;
  switch (given.source) {
    case 'paste': {
      const { text, encoding = EncodingType.UNSPECIFIED } = given;
      return { passphrase, source: { case: 'paste' as const, value: { text, encoding } } };
    }
    case 'server': {
      const confirmedSha256Fingerprint = given.presented?.inspection?.leaf?.sha256Fingerprint ?? '';
      return { source: { case: 'endpoint' as const, value: { url: given.url ?? '', confirmedSha256Fingerprint } } };
    }
    case 'files': {
      const { files } = given;
      if (bytesOf(files) > mostBytes) {
        throw new Refusal(
          `${files.length === 1 ? 'This file has' : 'These files have'} ${mebibytes(bytesOf(files))}, and one certificate with its key and chain may have 1 MiB. Leave out what does not belong to it.`,
          'material',
        );
      }
      const { read, unread } = await readFiles(files);
      if (unread.length > 0) {
        throw new Refusal(
          `The browser could not read ${unread.join(', ')}. Check that it is still where it was, and choose it again.`,
          'material',
        );
      }
      return { passphrase, source: { case: 'files' as const, value: { files: read } } };
    }
    case 'request':
      throw new TypeError('a request has no material');
  }
}

/** Contents of the files; those that have gone or may not be read are named. */
export async function readFiles(files: readonly ChosenFile[]) {
  const unread: string[] = [];
  const read: { name: string; content: Uint8Array<ArrayBuffer> }[] = [];
  const contents = await Promise.allSettled(files.map(({ file }) => file.arrayBuffer()));
  for (const [index, content] of contents.entries()) {
    const name = files[index]?.path ?? '';
    if (content.status === 'fulfilled') read.push({ name, content: new Uint8Array(content.value) });
    else unread.push(name);
  }
  return { read, unread };
}

export function bytesOf(files: readonly ChosenFile[]): number {
  return files.reduce((total, { file }) => total + file.size, 0);
}

export function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
