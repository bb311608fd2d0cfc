import { distinctNames } from './distinct-names.js';
import { shownText } from './shown-text.js';

/** Bytes of UTF-8 that a name may have before its ending: no file system in use takes fewer than 255 in all. */
const mostBytes = 200;
const ending = '.cer';
/** Windows' own names for devices, whatever ending they have. */
const deviceName = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\.|$)/i;

/**
 * Names of `.cer` files for these aliases, which Windows, macOS and Linux take and tell apart, also where they see no
 * difference between upper and lower case or between ways to compose a letter. None leads out of its folder, hides, or
 * shows something else than it is.
 */
export function certificateFileNames(aliases: readonly string[]): readonly string[] {
  const numbered = (name: string, number: number) => `${name} (${number})`;
  return distinctNames(aliases.map(safeName), fileKey, numbered).map((name) => `${name}${ending}`);
}

function safeName(alias: string): string {
  const name = shortened(
    shownText(alias.normalize('NFC'), '_')
      .replaceAll(/[<>:"/\\|?*]+/g, '_')
      .replaceAll(/^[.\s]+/g, ''),
  ).replaceAll(/[.\s]+$/g, '');
  if (name === '') return 'certificate';
  return deviceName.test(name) ? `_${name}` : name;
}

function shortened(name: string): string {
  let bytes = 0;
  let kept = '';
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > mostBytes) break;
    kept += character;
  }
  return kept;
}

/** Two cases are folded, since some letters have an upper case alone that they share. */
function fileKey(name: string): string {
  return name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}
