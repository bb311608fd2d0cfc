import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { RoundBudget } from '../../src/formats/pkcs12/round-budget.js';
import { readFile } from '../../src/formats/read-sources.js';
import { openKeys, parseAll } from '../../src/intake/inspect-material.js';
import { defaultLimits } from '../../src/intake/material.js';
import { corpora } from './index-row.js';

/** A row of mutations/manifest.json: something that was broken on purpose, and whether OpenSSL reads it all the same. */
interface MutationRow {
  readonly file: string;
  readonly openssl_parses: boolean;
}

/** @returns `mutations/file verdict` for each file that we read and OpenSSL refuses, or the other way around */
export function mutationDifferences(): readonly { readonly file: string; readonly difference: string }[] {
  const rows = JSON.parse(readFileSync(join(corpora, 'mutations/manifest.json'), 'utf8')) as readonly MutationRow[];
  return rows.flatMap(({ file, openssl_parses }) => {
    const isRead = isReadHere(join(corpora, 'mutations', basename(file)));
    if (isRead === openssl_parses) return [];
    return [{ file: `mutations/${basename(file)}`, difference: isRead ? 'read' : 'refused' }];
  });
}

function isReadHere(path: string): boolean {
  const budget = new RoundBudget(defaultLimits.derivationRounds);
  try {
    const found = readFile({ name: basename(path), content: new Uint8Array(readFileSync(path)) }, 'x', budget);
    parseAll(found.certificates, defaultLimits);
    openKeys(found, 'x', budget);
    return true;
  } catch {
    return false;
  }
}
