import { describe, expect, it } from 'vitest';
import type { ChosenFile } from '../../parts/chosen-file.js';
import { areSeveral, tooMuch } from './batch.svelte.js';

const chosen = (path: string, size = 1): ChosenFile => ({
  path,
  file: new File([new Uint8Array(size)], path.split('/').at(-1) ?? ''),
});

describe('what is taken for several certificates', () => {
  it.each([
    { what: 'one file', paths: ['a.pem'], several: false },
    { what: 'a certificate, its key and its chain', paths: ['a.crt', 'a.key', 'ca.pem'], several: false },
    { what: 'four files', paths: ['a.crt', 'a.key', 'b.crt', 'b.key'], several: true },
    { what: 'a folder, however little is in it', paths: ['folder/a.pem'], several: true },
  ])('$what: $several', ({ paths, several }) => {
    expect(areSeveral(paths.map((path) => chosen(path)))).toBe(several);
  });
});

describe('what is too much for one batch', () => {
  it('a thousand files are not', () => {
    expect(tooMuch(Array.from({ length: 1000 }, (_, index) => chosen(`${index}.pem`)))).toBeUndefined();
  });
  it('one file more is, and the limits are named', () => {
    const files = Array.from({ length: 1001 }, (_, index) => chosen(`${index}.pem`));
    expect(tooMuch(files)).toBe(
      'These are 1,001 files. A batch takes at most 1,000 files and 3 MiB: choose fewer at a time.',
    );
  });
  it('a byte over 3 MiB is', () => {
    expect(tooMuch([chosen('a.pem', 3 * 1024 * 1024)])).toBeUndefined();
    expect(tooMuch([chosen('a.pem', 3 * 1024 * 1024 + 1)])).toMatch('3.0 MiB');
  });
});
