/** A piece of a text: as it is, or a sign that can't be seen by its number. */
export interface VisiblePiece {
  readonly text: string;
  readonly isHidden: boolean;
}

/** Control signs and those that reorder text (Unicode categories Cc, Cf, Zl, Zp): a name may be made of them to deceive. */
const hidden = /([\p{Cc}\p{Cf}\p{Zl}\p{Zp}])/u;

/** Takes a text apart, so that what would hide in it, or turn it around, is seen: `U+202E`. */
export function visiblePieces(text: string): readonly VisiblePiece[] {
  return text
    .split(hidden)
    .filter((piece) => piece !== '')
    .map((piece) => (hidden.test(piece) ? { text: nameOf(piece), isHidden: true } : { text: piece, isHidden: false }));
}

/** The same as one text, for places that take no markup: labels, titles, toasts. */
export function visibleText(text: string): string {
  return visiblePieces(text)
    .map((piece) => piece.text)
    .join('');
}

function nameOf(sign: string): string {
  return `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
