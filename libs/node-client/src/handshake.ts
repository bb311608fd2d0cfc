import type { TLSSocket } from 'node:tls';
import type { Material } from './material.js';

/** By which the hash of an ECDSA signature is fixed in TLS 1.3 (RFC 8446 section 4.2.3). */
const ecdsaHashes: Readonly<Record<string, string>> = {
  prime256v1: 'SHA256',
  secp384r1: 'SHA384',
  secp521r1: 'SHA512',
};

/**
 * Whether a client's certificate went to the server in this handshake. The socket's own certificate doesn't tell: it is
 * there when the server didn't ask. That it asked shows in the signature algorithms that came with its question, which
 * a client has in common with a server only then; without one for its key, the client sends no certificate.
 *
 * @param socket of a client, after `secureConnect`
 */
export function presentedIn(socket: TLSSocket, { privateKey }: Pick<Material, 'privateKey'>): boolean {
  return canSign(privateKey, socket.getSharedSigalgs(), socket.getProtocol());
}

/** @param algorithms as Node names them: `ECDSA+SHA256`, `RSA-PSS+SHA256`, `Ed25519+UNDEF` */
export function canSign(
  { asymmetricKeyType: type, asymmetricKeyDetails: details }: Material['privateKey'],
  algorithms: readonly string[],
  protocol: string | null,
): boolean {
  return algorithms.some((algorithm) => {
    const [family, hash] = algorithm.split('+');
    switch (type) {
      case 'ec':
        return family === 'ECDSA' && (protocol !== 'TLSv1.3' || hash === ecdsaHashes[details?.namedCurve ?? '']);
      case 'rsa':
        return family === 'RSA-PSS' || (family === 'RSA' && protocol !== 'TLSv1.3');
      case 'rsa-pss':
        return family === 'RSA-PSS';
      case 'ed25519':
        return family === 'Ed25519';
      case 'ed448':
        return family === 'Ed448';
      default:
        return false;
    }
  });
}
