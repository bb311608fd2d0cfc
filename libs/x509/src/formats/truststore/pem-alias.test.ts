import { expect, it } from 'vitest';
import { pemAlias } from './pem-alias.js';

it.each([
  ['# Root CA\n', 'Root CA'],
  ['\n## Root CA\r\n', 'Root CA'],
  ['\nGlobalSign Root CA\n==================\n', 'GlobalSign Root CA'],
  ['Bag Attributes\n    friendlyName: my root\n    localKeyID: 01\nsubject=CN = x\n', 'my root'],
  ['Alias name: my root\nCreation date: Nov 21, 2026\nEntry type: trustedCertEntry\n\n', 'my root'],
  ['\n# Issuer: CN=x\n# Label: "Root CA"\n# SHA256 Fingerprint: 00:11\n', 'Root CA'],
  [Buffer.from('# Wurzel Ä\n').toString('latin1'), 'Wurzel Ä'],
  [Buffer.from('# Wurzel Ä\n', 'latin1').toString('latin1'), 'Wurzel Ä'],
  ['# 根証明書\n', '根証明書'],
  ['', undefined],
  ['\n\n', undefined],
  ['#\n', undefined],
  ['Some text about what this is\n', undefined],
  ['# two lines of\n# commentary\n', undefined],
])('the text %j names its certificate %j', (before, alias) => {
  expect(pemAlias(before)).toBe(alias);
});

it('is looked for near its block alone', () => {
  expect(pemAlias(`# far away${' '.repeat(10_000)}\n`)).toBeUndefined();
});
