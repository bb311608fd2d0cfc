import { decryptedHandshake } from './handshake-decryption.js';
import { messagesIn, recordsIn, recordType } from './handshake-messages.js';

const certificateRequestType = 13;

/**
 * Whether a server asked for a client certificate (RFC 8446 section 4.3.2, RFC 5246 section 7.4.4), which Node doesn't tell.
 * @param received all that the server has sent
 * @param secret its handshake traffic secret, in TLS 1.3
 */
export function asksForCertificate(received: Buffer, secret: Buffer | undefined, suiteName: string): boolean {
  const records = recordsIn(received);
  const fragments =
    secret === undefined
      ? records.filter(({ type }) => type === recordType.handshake).map(({ fragment }) => fragment)
      : decryptedHandshake(records, secret, suiteName);
  return messagesIn(fragments).some(({ type }) => type === certificateRequestType);
}
