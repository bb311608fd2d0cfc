/** One armoured block of RFC 7468's form, with the headers that encrypted keys had before PKCS#8 (RFC 1421). */
export interface PemBlock {
  /** As in `CERTIFICATE`. */
  readonly label: string;
  /** The whole block, armour included. */
  readonly text: string;
  readonly body: Uint8Array;
  /** What stands between the block before and this one: nothing for machines, but often a name. */
  readonly before: string;
  readonly isLegacyEncrypted: boolean;
}

export interface PemText {
  readonly blocks: readonly PemBlock[];
  /** Labels of blocks that begin and don't end: their text was cut off somewhere. */
  readonly unfinished: readonly string[];
}

const armour = /-----(BEGIN|END) ([A-Z0-9 #]{1,64})-----/g;

/**
 * Finds the blocks in a text; what stands before, between and after them is passed over. One pass, so that the time it
 * takes grows with the text's length alone, also for a text that is all beginnings (as in CVE-2025-61723).
 */
export function readPemText(text: string): PemText {
  const blocks: PemBlock[] = [];
  const unfinished: string[] = [];
  let open: { readonly label: string; readonly start: number; readonly bodyStart: number } | undefined;
  let lastEnd = 0;
  for (const match of text.matchAll(armour)) {
    const [line, kind, label = ''] = match;
    const after = match.index + line.length;
    if (kind === 'BEGIN') {
      if (open !== undefined) unfinished.push(open.label);
      open = { label, start: match.index, bodyStart: after };
    } else if (open?.label === label) {
      const { start, bodyStart } = open;
      const before = text.slice(lastEnd, start);
      blocks.push(blockOf({ label, before, text: text.slice(start, after) }, text.slice(bodyStart, match.index)));
      lastEnd = after;
      open = undefined;
    }
  }
  if (open !== undefined) unfinished.push(open.label);
  return { blocks, unfinished };
}

export function looksLikePem(text: string): boolean {
  return text.includes('-----BEGIN ');
}

/** DER of the certificates in a PEM text, in its order; everything else in it is passed over. */
export function pemCertificates(text: string): readonly Uint8Array[] {
  return readPemText(text)
    .blocks.filter(({ label }) => label === 'CERTIFICATE')
    .map(({ body }) => body);
}

/** @returns PEM of one certificate, in lines of 64 (RFC 7468 section 2) */
export function certificatePem(der: Uint8Array): string {
  return pemText('CERTIFICATE', der);
}

/** A signing request as RFC 7468 section 7 writes it. */
export function signingRequestPem(der: Uint8Array): string {
  return pemText('CERTIFICATE REQUEST', der);
}

/** DER in the armour of RFC 7468 section 3. */
export function pemText(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

function blockOf(block: Pick<PemBlock, 'label' | 'text' | 'before'>, body: string): PemBlock {
  const headersEnd = /\n[ \t]*\r?\n/.exec(body);
  const headers = headersEnd === null ? '' : body.slice(0, headersEnd.index);
  const hasHeaders = headersEnd !== null && headers.includes(':');
  return {
    ...block,
    body: Buffer.from(hasHeaders ? body.slice(headersEnd.index) : body, 'base64'),
    isLegacyEncrypted: hasHeaders && headers.split('\n').some(saysEncrypted),
  };
}

function saysEncrypted(header: string): boolean {
  return header.startsWith('Proc-Type:') && header.includes('ENCRYPTED');
}
