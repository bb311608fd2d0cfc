import fc from 'fast-check';
import { expect, it } from 'vitest';
import { certificateFileNames } from './certificate-file-names.js';

it.each([
  ['Root CA', 'Root CA.cer'],
  ['Wurzel Ä', 'Wurzel Ä.cer'],
  ['根証明書', '根証明書.cer'],
  ['../../etc/passwd', '_.._etc_passwd.cer'],
  ['C:\\Windows\\x', 'C_Windows_x.cer'],
  ['..', 'certificate.cer'],
  ['', 'certificate.cer'],
  ['.hidden', 'hidden.cer'],
  ['nul', '_nul.cer'],
  ['COM1.old', '_COM1.old.cer'],
  ['common', 'common.cer'],
  ['ends with dots...  ', 'ends with dots.cer'],
  ['two\nlines\u0000', 'two_lines_.cer'],
  ['txt\u202erec.exe', 'txt_rec.exe.cer'],
  ['a\ud800b', 'a_b.cer'],
])('of the alias %j is %j', (alias, name) => {
  expect(certificateFileNames([alias])).toEqual([name]);
});

it('differ where a file system sees no difference', () => {
  expect(certificateFileNames(['straße', 'STRASSE', 'e\u0301', 'é', 'a/b', 'a?b'])).toEqual([
    'straße.cer',
    'STRASSE (2).cer',
    'é.cer',
    'é (2).cer',
    'a_b.cer',
    'a_b (2).cer',
  ]);
});

it('are ones that every system takes, whatever the alias', () => {
  const alias = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: 'grapheme', minLength: 60, maxLength: 80 }),
  );
  fc.assert(
    fc.property(fc.array(alias, { maxLength: 3 }), (aliases) => {
      const names = certificateFileNames(aliases);
      for (const name of names) {
        expect(Buffer.byteLength(name)).toBeLessThan(255);
        expect(name).toMatch(/^[^.\s<>:"/\\|?*\p{Cc}\p{Cf}\p{Cs}][^<>:"/\\|?*\p{Cc}\p{Cf}\p{Cs}]*[^\s.]?\.cer$/u);
      }
    }),
  );
});
