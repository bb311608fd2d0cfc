import { createHmac } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { derIdentifier, derInteger, derNull, derOctets, derSequence } from '../../der/der-writer.js';
import { hashChain } from './hash-chain.js';
import { sha256 } from './identifiers.js';
import { firstDigestOf, purpose } from './pkcs12-key.js';
import { wideForm } from './pkcs12-password.js';

/** About eight milliseconds of them: whoever else is served by this thread waits no longer. */
const roundsAtOnce = 20_000;

/**
 * MacData with HMAC-SHA256 (RFC 7292 section 4). Not PBMAC1, which is better and which neither Java 17 nor OpenSSL 3.0
 * reads.
 */
export async function macData(
  content: Uint8Array,
  password: string,
  { salt, rounds }: { readonly salt: Uint8Array; readonly rounds: number },
): Promise<Uint8Array> {
  let key = firstDigestOf('sha256', purpose.mac, { wide: wideForm(password), salt });
  for (let left = rounds - 1; left > 0; left -= roundsAtOnce) {
    key = hashChain('sha256', key, Math.min(left, roundsAtOnce));
    if (left > roundsAtOnce) await setImmediate();
  }
  const digest = createHmac('sha256', key).update(content).digest();
  const digestInfo = derSequence(derSequence(derIdentifier(sha256), derNull), derOctets(digest));
  return derSequence(digestInfo, derOctets(salt), derInteger(rounds));
}
