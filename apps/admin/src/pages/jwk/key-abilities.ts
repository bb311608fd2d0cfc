import { JwkUse, type KeyFacts } from '@certkeep/contracts/connect';
import { jwkAlgorithms } from '@certkeep/domain';

type Key = Pick<KeyFacts, 'algorithm' | 'size' | 'curve'>;

/** The algorithms that a key can do for a use, the usual one first. */
export function algorithmsFor(key: Key | undefined, use: JwkUse): readonly string[] {
  if (key === undefined) return [];
  switch (use) {
    case JwkUse.SIG:
      return jwkAlgorithms(key, 'sig');
    case JwkUse.ENC:
      return jwkAlgorithms(key, 'enc');
    case JwkUse.UNSPECIFIED:
      return [];
  }
}

/** A key in short, as in "RSA 2048" or "EC P-256". */
export function keyWords({ algorithm, size, curve }: Key): string {
  if (curve !== '') return `${algorithm} ${curve}`;
  return algorithm.startsWith('RSA') ? `${algorithm} ${size}` : algorithm;
}

/** The key of a JWK as it is published; undefined when that can't be read. */
export function keyOfJwk(json: string): Key | undefined {
  try {
    const { kty, crv = '', n = '' } = JSON.parse(json) as { kty?: string; crv?: string; n?: string };
    switch (kty) {
      case 'RSA':
        // Base64url: four signs are three bytes.
        return { algorithm: 'RSA', size: Math.floor((n.length * 3) / 4) * 8, curve: '' };
      case 'EC':
        return { algorithm: 'EC', size: 0, curve: crv };
      case 'OKP':
        return { algorithm: crv, size: 0, curve: '' };
      default:
        return undefined;
    }
  } catch {
    return undefined;
  }
}
