/** One armoured block of RFC 7468's form, with the headers that encrypted keys had before PKCS#8 (RFC 1421). */
export interface PemBlock {
  /** As in `CERTIFICATE`. */
  readonly label: string;
  /** The whole block, armour included. */
  readonly text: string;
  readonly body: Uint8Array;
  readonly isLegacyEncrypted: boolean;
}

const begin = /-----BEGIN ([A-Z0-9 #]{1,64})-----/g;

/** Finds the blocks in a text; what stands before, between and after them is passed over. Takes time in the text's length. */
export function pemBlocks(text: string): readonly PemBlock[] {
  const blocks: PemBlock[] = [];
  begin.lastIndex = 0;
  for (let match = begin.exec(text); match !== null; match = begin.exec(text)) {
    const label = match[1] ?? '';
    const end = `-----END ${label}-----`;
    const bodyStart = begin.lastIndex;
    const bodyEnd = text.indexOf(end, bodyStart);
    // Without its end, nothing after it can be told apart: later blocks of the same label would have ended it.
    if (bodyEnd < 0) continue;
    blocks.push(blockOf(label, text.slice(match.index, bodyEnd + end.length), text.slice(bodyStart, bodyEnd)));
    begin.lastIndex = bodyEnd + end.length;
  }
  return blocks;
}

export function looksLikePem(text: string): boolean {
  return text.includes('-----BEGIN ');
}

/** @returns PEM of one certificate, in lines of 64 (RFC 7468 section 2) */
export function certificatePem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function blockOf(label: string, text: string, body: string): PemBlock {
  const headersEnd = /\r?\n[ \t]*\r?\n/.exec(body);
  const hasHeaders = headersEnd !== null && body.slice(0, headersEnd.index).includes(':');
  const base64 = hasHeaders ? body.slice(headersEnd.index) : body;
  return {
    label,
    text,
    body: Buffer.from(base64, 'base64'),
    isLegacyEncrypted: hasHeaders && /Proc-Type:[^\n]*ENCRYPTED/.test(body),
  };
}
