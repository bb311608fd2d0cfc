import { chosenFiles, type ChosenFile } from '../../parts/chosen-file.js';

/** What somebody has in the clipboard. */
export type Pasted =
  | { readonly kind: 'server'; readonly url: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'files'; readonly files: readonly ChosenFile[] };

/** @returns undefined for what is nothing that a certificate could be in */
export function pastedOf(transfer: DataTransfer | null): Pasted | undefined {
  const files = chosenFiles(transfer?.files ?? []);
  if (files.length > 0) return { kind: 'files', files };
  const text = transfer?.getData('text/plain').trim() ?? '';
  if (/^(https|ldaps):\/\/\S+$/i.test(text)) return { kind: 'server', url: text };
  return looksLikeCertificate(text) ? { kind: 'text', text } : undefined;
}

function looksLikeCertificate(text: string): boolean {
  if (text.includes('-----BEGIN ')) return true;
  // Base64 of a DER SEQUENCE begins with an M, and no certificate or key is shorter.
  return /^M[A-Za-z0-9+/\s]{80,}={0,2}$/.test(text);
}

const pressed = new Set(['button', 'checkbox', 'color', 'file', 'image', 'radio', 'range', 'reset', 'submit']);

/** A field that takes what is pasted for itself. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  const field = target.closest('input, textarea, [contenteditable]:not([contenteditable="false"])');
  return field instanceof HTMLInputElement ? !pressed.has(field.type) : field !== null;
}

/** A host name alone is an HTTPS server's. */
export function completedUrl(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
}
