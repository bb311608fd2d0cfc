import { isUtf8 } from 'node:buffer';

/** Where a name is looked for; what stands further up belongs to something else. */
const nearby = 4096;
/** As OpenSSL, keytool and Mozilla's lists in the form of certifi write it. */
const labelled = /^[ \t]*(?:friendlyName:|Alias name:|#[ \t]*Label:)[ \t]*(.+)$/m;
const underlined = /^(\S.*)\r?\n=+\s*$/;

/**
 * The name that people or programs have written above a PEM block: one that says it is one, or a single line by itself,
 * with a # before it or a line of = under it, as in curl's list. Other text tells nothing of which we could be sure.
 * @param before the text above the block, of a file read byte by byte or of a paste
 */
export function pemAlias(before: string): string | undefined {
  const alias = aliasIn(before);
  if (alias === undefined || !/^[\0-\xff]*$/.test(alias)) return alias;
  const bytes = Buffer.from(alias, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : alias;
}

function aliasIn(before: string): string | undefined {
  const text = before.slice(-nearby);
  const label = labelled.exec(text)?.[1];
  if (label !== undefined) return unquoted(label.trim());
  const lines = text.trim();
  const single = underlined.exec(lines)?.[1] ?? /^#+[ \t]*(\S.*)$/.exec(lines)?.[1];
  return single?.trim();
}

function unquoted(text: string): string {
  return /^"(.+)"$/.exec(text)?.[1] ?? text;
}
