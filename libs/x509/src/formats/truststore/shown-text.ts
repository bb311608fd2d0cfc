/**
 * Signs that end a line, act on a terminal, or hide or turn around what stands beside them: controls, formats,
 * separators of lines and paragraphs, and halves of characters. As Unicode classes them.
 */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** A name with nothing in it but what is seen. */
export function shownText(text: string, instead: string): string {
  return text.replaceAll(hidden, instead);
}
