import { DomainError } from '@certkeep/domain';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { certificateText } from '../../src/certificate/certificate-text.js';
import { inspectMaterial } from '../../src/intake/inspect-material.js';
import { areCorporaHere, corpora, indexRows } from './index-row.js';
import { isAbout, knownDifferences } from './known-differences.js';
import { mutationDifferences } from './mutation-differences.js';
import { differencesOf } from './row-differences.js';

const skipped = areCorporaHere ? '' : ' (skipped: the corpora are not here)';

describe.skipIf(!areCorporaHere)(`what others have collected${skipped}`, () => {
  it(
    'is read as OpenSSL, pyca and keytool read it, but for the differences in docs/corpora.md',
    { timeout: 120_000 },
    () => {
      const rows = indexRows();
      const known = knownDifferences();
      const met = new Set<string>();
      const differences = [
        ...rows.flatMap((row) => differencesOf(row).map((difference) => ({ file: row.file, difference }))),
        ...mutationDifferences(),
      ];
      const unknown = differences.flatMap(({ file, difference }) => {
        const reason = known.find((row) => isAbout(row, file, difference));
        if (reason !== undefined) met.add(`${reason.files} ${reason.difference}`);
        return reason === undefined ? [`${file} ${difference}`] : [];
      });
      expect(rows.length).toBeGreaterThan(1000);
      expect(unknown).toEqual([]);
      expect(known.map(({ files, difference }) => `${files} ${difference}`).filter((row) => !met.has(row))).toEqual([]);
    },
  );

  it.each([
    ['certificates', 'certificates/**/*'],
    ['mutations', 'mutations/**/*'],
    ['hostile names', 'hostile/names/*'],
  ])('is understood or refused with a reason, file for file: %s', { timeout: 120_000 }, (_what, pattern) => {
    const files = globSync(pattern, { cwd: corpora, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(10);
    for (const { parentPath, name } of files) {
      const content = new Uint8Array(readFileSync(join(parentPath, name)));
      for (const passphrase of [undefined, 'changeit']) {
        const input = {
          kind: 'files',
          files: [{ name, content }],
          ...(passphrase === undefined ? {} : { passphrase }),
        };
        try {
          const { leaf, chain } = inspectMaterial(input as Parameters<typeof inspectMaterial>[0]);
          for (const { der } of [leaf, ...chain]) certificateText(der);
        } catch (error) {
          expect(error, name).toBeInstanceOf(DomainError);
        }
      }
    }
  });
});
