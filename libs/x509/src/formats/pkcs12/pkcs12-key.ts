import { hash } from 'node:crypto';
import { hashChain } from './hash-chain.js';

/** What a derived key is for (RFC 7292 appendix B.3). */
export const purpose = { key: 1, iv: 2, mac: 3 } as const;

/**
 * The key derivation of RFC 7292 appendix B.2.
 * @param algorithm as node:crypto names it
 * @param length in bytes
 */
export function pkcs12Key(
  algorithm: string,
  use: (typeof purpose)[keyof typeof purpose],
  { wide, salt, rounds, length }: { wide: Uint8Array; salt: Uint8Array; rounds: number; length: number },
): Uint8Array {
  const blockLength = blockLengthOf(algorithm);
  const input = derivationInput(blockLength, { wide, salt });
  const key: Uint8Array[] = [];
  for (let made = 0; made < length;) {
    const digest = hashChain(algorithm, firstDigest(algorithm, use, input), rounds - 1);
    key.push(digest);
    made += digest.length;
    addToEachBlock(input, blockLength, repeated(digest, blockLength).subarray(0, blockLength));
  }
  return Buffer.concat(key).subarray(0, length);
}

/**
 * The first round's digest of a key's first block (steps 2 to 6A): a key no longer than a digest is the chain of hashes
 * that it begins, for whoever computes that in another way.
 */
export function firstDigestOf(
  algorithm: string,
  use: (typeof purpose)[keyof typeof purpose],
  from: { readonly wide: Uint8Array; readonly salt: Uint8Array },
): Uint8Array {
  return firstDigest(algorithm, use, derivationInput(blockLengthOf(algorithm), from));
}

function firstDigest(algorithm: string, use: number, input: Uint8Array): Uint8Array {
  const diversifier = Buffer.alloc(blockLengthOf(algorithm), use);
  return hash(algorithm, Buffer.concat([diversifier, input]), 'buffer');
}

function blockLengthOf(algorithm: string): number {
  return /384|512/.test(algorithm) ? 128 : 64;
}

function derivationInput(
  blockLength: number,
  { wide, salt }: { readonly wide: Uint8Array; readonly salt: Uint8Array },
): Buffer {
  return Buffer.concat([repeated(salt, blockLength), repeated(wide, blockLength)]);
}

/** Written over and over, until it fills whole blocks. */
function repeated(bytes: Uint8Array, blockLength: number): Buffer {
  if (bytes.length === 0) return Buffer.alloc(0);
  return Buffer.alloc(Math.ceil(bytes.length / blockLength) * blockLength, bytes);
}

/** Step 6C: each block, as one large number, plus the other and one. */
function addToEachBlock(input: Buffer, blockLength: number, addend: Buffer): void {
  for (let start = 0; start < input.length; start += blockLength) {
    let carry = 1;
    for (let index = blockLength - 1; index >= 0; index--) {
      const sum = (input[start + index] ?? 0) + (addend[index] ?? 0) + carry;
      input[start + index] = sum & 0xff;
      carry = sum >> 8;
    }
  }
}
