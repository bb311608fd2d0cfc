import { fromBER, Integer, ObjectIdentifier, Sequence } from 'asn1js';
import type { SubjectPublicKeyInfo } from '@peculiar/asn1-x509';
import type { KeyFacts } from './facts.js';

const curves: Readonly<Record<string, { readonly name: string; readonly size: number }>> = {
  '1.2.840.10045.3.1.7': { name: 'P-256', size: 256 },
  '1.3.132.0.34': { name: 'P-384', size: 384 },
  '1.3.132.0.35': { name: 'P-521', size: 521 },
};

/** What kind of public key this is. Never fails: what isn't understood has its OID and size 0. */
export function keyFactsOf({ algorithm, subjectPublicKey }: SubjectPublicKeyInfo): KeyFacts {
  switch (algorithm.algorithm) {
    case '1.2.840.113549.1.1.1':
      return { algorithm: 'RSA', size: modulusSize(subjectPublicKey), curve: '' };
    case '1.2.840.113549.1.1.10':
      return { algorithm: 'RSA-PSS', size: modulusSize(subjectPublicKey), curve: '' };
    case '1.2.840.10045.2.1': {
      const oid = curveOid(algorithm.parameters);
      return { algorithm: 'EC', size: curves[oid]?.size ?? 0, curve: curves[oid]?.name ?? oid };
    }
    case '1.3.101.112':
      return { algorithm: 'Ed25519', size: 256, curve: '' };
    case '1.3.101.113':
      return { algorithm: 'Ed448', size: 456, curve: '' };
    default:
      return { algorithm: algorithm.algorithm, size: 0, curve: '' };
  }
}

function modulusSize(publicKey: ArrayBuffer): number {
  const { result } = fromBER(publicKey);
  if (!(result instanceof Sequence)) return 0;
  const [modulus] = result.valueBlock.value;
  if (!(modulus instanceof Integer)) return 0;
  const bytes = Buffer.from(modulus.valueBlock.valueHexView);
  const first = bytes.findIndex((byte) => byte !== 0);
  if (first < 0) return 0;
  return (bytes.length - first - 1) * 8 + (32 - Math.clz32(bytes[first] ?? 0));
}

function curveOid(parameters: ArrayBuffer | null | undefined): string {
  if (parameters === null || parameters === undefined) return '';
  const { result } = fromBER(parameters);
  return result instanceof ObjectIdentifier ? result.valueBlock.toString() : '';
}
