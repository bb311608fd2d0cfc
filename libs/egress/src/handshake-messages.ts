/** One record of TLS (RFC 8446 section 5.1). */
export interface TlsRecord {
  readonly type: number;
  readonly header: Buffer;
  readonly fragment: Buffer;
}

export const recordType = { handshake: 22, applicationData: 23 } as const;
const headerLength = 5;

/** Takes a stream apart into its records; one that is cut off at the end is left out. */
export function recordsIn(stream: Buffer): readonly TlsRecord[] {
  const records: TlsRecord[] = [];
  for (let at = 0; at + headerLength <= stream.length;) {
    const end = at + headerLength + stream.readUInt16BE(at + 3);
    if (end > stream.length) break;
    records.push({
      type: stream.readUInt8(at),
      header: stream.subarray(at, at + headerLength),
      fragment: stream.subarray(at + headerLength, end),
    });
    at = end;
  }
  return records;
}

/** A message of the handshake (RFC 8446 section 4). */
interface HandshakeMessage {
  readonly type: number;
  readonly body: Buffer;
}

/** @param fragments of handshake records, one after the other; a message that is cut off at the end is left out */
export function messagesIn(fragments: readonly Buffer[]): readonly HandshakeMessage[] {
  const bytes = Buffer.concat(fragments);
  const messages: HandshakeMessage[] = [];
  for (let at = 0; at + 4 <= bytes.length;) {
    const end = at + 4 + bytes.readUIntBE(at + 1, 3);
    if (end > bytes.length) break;
    messages.push({ type: bytes.readUInt8(at), body: bytes.subarray(at + 4, end) });
    at = end;
  }
  return messages;
}

const certificateType = 11;

/**
 * The certificates of a Certificate message, in the order that they were sent.
 * @param fragments of handshake records, one after the other
 * @returns undefined where there is no such message, only a part of it, or one that isn't formed as it must be
 */
export function certificatesIn(
  fragments: readonly Buffer[],
  version: 'TLSv1.3' | 'older',
): readonly Buffer[] | undefined {
  const certificate = messagesIn(fragments).find(({ type }) => type === certificateType);
  return certificate && entriesOf(certificate.body, version);
}

/** RFC 8446 section 4.4.2; before, without context and extensions (RFC 5246 section 7.4.2). */
function entriesOf(body: Buffer, version: 'TLSv1.3' | 'older'): readonly Buffer[] | undefined {
  const listAt = version === 'TLSv1.3' ? 1 + (body[0] ?? 0) : 0;
  let at = listAt + 3;
  if (at > body.length || at + body.readUIntBE(listAt, 3) !== body.length) return undefined;
  const certificates: Buffer[] = [];
  while (at < body.length) {
    if (at + 3 > body.length) return undefined;
    const end = at + 3 + body.readUIntBE(at, 3);
    if (end > body.length || end === at + 3) return undefined;
    certificates.push(body.subarray(at + 3, end));
    if (version === 'TLSv1.3') {
      if (end + 2 > body.length) return undefined;
      at = end + 2 + body.readUInt16BE(end);
    } else at = end;
  }
  return at === body.length ? certificates : undefined;
}
