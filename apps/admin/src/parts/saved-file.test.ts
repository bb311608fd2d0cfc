import { expect, it } from 'vitest';
import { fileName } from './saved-file.js';

it.each([
  ['api.example.org.csr', 'api.example.org.csr'],
  ['*.example.org.csr', 'example.org.csr'],
  ['../../etc/passwd', 'etc_passwd'],
  ['Bücher & Söhne (2).csr', 'Bücher_Söhne_2_.csr'],
  ['\u202e', 'file'],
  ['a'.repeat(300), 'a'.repeat(120)],
])('%j is saved as %j', (name, saved) => {
  expect(fileName(name)).toBe(saved);
});
