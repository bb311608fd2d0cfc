import { constants, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { certificateFrame } from '../certificate/certificate-frame.js';
import { wholeBytes } from '../der/der-values.js';
import type { ParsedCertificate } from '../certificate/facts.js';

/** UNKNOWN: signed in a way that can't be checked here, or not with reasonable effort. */
export type SignatureVerdict = 'SIGNED' | 'NOT_SIGNED' | 'UNKNOWN';

/** Past these a check takes longer than it is worth; no authority has such keys. */
const mostModulusBits = 8192;
const mostExponent = 2n ** 64n;

/** Has the holder of the issuer's key signed this certificate? Says nothing about names and dates. Never throws. */
export function signatureVerdict(certificate: ParsedCertificate, issuer: ParsedCertificate): SignatureVerdict {
  const scheme = schemeOf(certificate.facts.signatureAlgorithm);
  const { algorithm } = issuer.facts.key;
  if (scheme === undefined || !kindsOfKeys.has(algorithm)) return 'UNKNOWN';
  if (!scheme.keys.has(algorithm)) return 'NOT_SIGNED';
  try {
    const { toBeSigned, signature } = certificateFrame(certificate.der);
    const info = certificateFrame(issuer.der).publicKeyInfo.bytes;
    const key = createPublicKey({ key: Buffer.from(info), format: 'der', type: 'spki' });
    if (isTooCostly(key)) return 'UNKNOWN';
    const isSigned = verify(scheme.hash, toBeSigned, { key, ...scheme.padding }, wholeBytes(signature));
    if (isSigned) return 'SIGNED';
    return scheme.failureProves ? 'NOT_SIGNED' : 'UNKNOWN';
  } catch {
    return 'UNKNOWN';
  }
}

const kindsOfKeys: ReadonlySet<string> = new Set(['RSA', 'RSA-PSS', 'EC', 'Ed25519', 'Ed448']);

interface Scheme {
  readonly keys: ReadonlySet<string>;
  /** As OpenSSL calls it; null where the scheme has its own. */
  readonly hash: string | null;
  readonly padding: { readonly padding?: number; readonly saltLength?: number };
  readonly failureProves: boolean;
}

function schemeOf(signatureAlgorithm: string): Scheme | undefined {
  const rsa = /^(md5|sha\d+)WithRSA/.exec(signatureAlgorithm);
  if (rsa !== null) return scheme('RSA', rsa[1]);
  const ecdsa = /^ecdsa-with-(SHA\d+)$/.exec(signatureAlgorithm);
  if (ecdsa !== null) return scheme('EC', ecdsa[1]);
  const pss = /^rsassaPss-with-(SHA\d+)$/.exec(signatureAlgorithm);
  if (pss !== null) {
    return {
      keys: new Set(['RSA', 'RSA-PSS']),
      hash: pss[1] ?? null,
      padding: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO },
      // The mask may be made with another hash than the signature, which node:crypto can't be told.
      failureProves: false,
    };
  }
  if (signatureAlgorithm === 'Ed25519' || signatureAlgorithm === 'Ed448') return scheme(signatureAlgorithm, undefined);
  return undefined;
}

function scheme(key: string, hash: string | undefined): Scheme {
  return { keys: new Set([key]), hash: hash ?? null, padding: {}, failureProves: true };
}

function isTooCostly({ asymmetricKeyDetails }: KeyObject): boolean {
  const { modulusLength = 0, publicExponent = 0n } = asymmetricKeyDetails ?? {};
  return modulusLength > mostModulusBits || publicExponent > mostExponent;
}
