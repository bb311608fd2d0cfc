import { expect, it } from 'vitest';
import { visiblePieces } from './visible-text.js';

it.each([
  ['api.example.org', ['api.example.org']],
  ['gro.elpmaxe\u202e', ['gro.elpmaxe', 'U+202E']],
  ['a\u0000b', ['a', 'U+0000', 'b']],
  ['\u001b[31m', ['U+001B', '[31m']],
  ['\r\n', ['U+000D', 'U+000A']],
  ['مثال', ['مثال']],
  ['', []],
])('%j is shown as %j', (text, pieces) => {
  expect(visiblePieces(text).map((piece) => piece.text)).toEqual(pieces);
});
