import { hash } from 'node:crypto';
import { asBuffer } from '../../der/der-values.js';

/**
 * The hash of the hash of the hash, as often as it is asked for. SHA-1 and SHA-256, which stores are closed with, are
 * computed here: a call to node:crypto for each round takes eight times as long, and stores ask for 600,000 of them.
 * @param algorithm as node:crypto names it
 * @param digest of that algorithm
 */
export function hashChain(algorithm: string, digest: Uint8Array, rounds: number): Uint8Array {
  if (algorithm === 'sha1') return inWords(digest, 5, rounds, sha1Rounds);
  if (algorithm === 'sha256') return inWords(digest, 8, rounds, sha256Rounds);
  let current = digest;
  for (let round = 0; round < rounds; round++) current = hash(algorithm, current, 'buffer');
  return current;
}

function inWords(
  digest: Uint8Array,
  count: number,
  rounds: number,
  run: (state: Int32Array, rounds: number) => void,
): Uint8Array {
  const bytes = asBuffer(digest);
  const state = Int32Array.from({ length: count }, (_, index) => bytes.readInt32BE(index * 4));
  run(state, rounds);
  const result = Buffer.alloc(count * 4);
  state.forEach((word, index) => result.writeInt32BE(word, index * 4));
  return result;
}

/** FIPS 180-4 section 6.1.2, over the one block that a digest with its padding fills. */
function sha1Rounds(state: Int32Array, rounds: number): void {
  const words = new Int32Array(80);
  for (let round = 0; round < rounds; round++) {
    fillBlock(words, state);
    for (let t = 16; t < 80; t++)
      words[t] = left((words[t - 3] ?? 0) ^ (words[t - 8] ?? 0) ^ (words[t - 14] ?? 0) ^ (words[t - 16] ?? 0), 1);
    let a = 0x67452301;
    let b = 0xefcdab89 | 0;
    let c = 0x98badcfe | 0;
    let d = 0x10325476;
    let e = 0xc3d2e1f0 | 0;
    for (let t = 0; t < 80; t++) {
      const mixed =
        t < 20
          ? ((b & c) ^ (~b & d)) + 0x5a827999
          : t < 40
            ? (b ^ c ^ d) + 0x6ed9eba1
            : t < 60
              ? ((b & c) ^ (b & d) ^ (c & d)) + 0x8f1bbcdc
              : (b ^ c ^ d) + 0xca62c1d6;
      const next = (left(a, 5) + mixed + e + (words[t] ?? 0)) | 0;
      e = d;
      d = c;
      c = left(b, 30);
      b = a;
      a = next;
    }
    state[0] = (a + 0x67452301) | 0;
    state[1] = (b + 0xefcdab89) | 0;
    state[2] = (c + 0x98badcfe) | 0;
    state[3] = (d + 0x10325476) | 0;
    state[4] = (e + 0xc3d2e1f0) | 0;
  }
}

/** FIPS 180-4 section 6.2.2, over the one block that a digest with its padding fills. */
function sha256Rounds(state: Int32Array, rounds: number): void {
  const words = new Int32Array(64);
  for (let round = 0; round < rounds; round++) {
    fillBlock(words, state);
    for (let t = 16; t < 64; t++) {
      const early = words[t - 15] ?? 0;
      const late = words[t - 2] ?? 0;
      const small = right(early, 7) ^ right(early, 18) ^ (early >>> 3);
      const large = right(late, 17) ^ right(late, 19) ^ (late >>> 10);
      words[t] = ((words[t - 16] ?? 0) + (words[t - 7] ?? 0) + small + large) | 0;
    }
    let a = 0x6a09e667 | 0;
    let b = 0xbb67ae85 | 0;
    let c = 0x3c6ef372 | 0;
    let d = 0xa54ff53a | 0;
    let e = 0x510e527f | 0;
    let f = 0x9b05688c | 0;
    let g = 0x1f83d9ab | 0;
    let h = 0x5be0cd19 | 0;
    for (let t = 0; t < 64; t++) {
      const choice = right(e, 6) ^ right(e, 11) ^ right(e, 25);
      const first = (h + choice + ((e & f) ^ (~e & g)) + (sha256Constants[t] ?? 0) + (words[t] ?? 0)) | 0;
      const majority = right(a, 2) ^ right(a, 13) ^ right(a, 22);
      const second = (majority + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + first) | 0;
      d = c;
      c = b;
      b = a;
      a = (first + second) | 0;
    }
    state[0] = (a + 0x6a09e667) | 0;
    state[1] = (b + 0xbb67ae85) | 0;
    state[2] = (c + 0x3c6ef372) | 0;
    state[3] = (d + 0xa54ff53a) | 0;
    state[4] = (e + 0x510e527f) | 0;
    state[5] = (f + 0x9b05688c) | 0;
    state[6] = (g + 0x1f83d9ab) | 0;
    state[7] = (h + 0x5be0cd19) | 0;
  }
}

/** The digest, a one, zeros, and the digest's length in bits (FIPS 180-4 section 5.1.1). */
function fillBlock(words: Int32Array, state: Int32Array): void {
  words.fill(0, 0, 16);
  words.set(state);
  words[state.length] = 0x80000000 | 0;
  words[15] = state.length * 32;
}

function left(value: number, count: number): number {
  return (value << count) | (value >>> (32 - count));
}

function right(value: number, count: number): number {
  return (value >>> count) | (value << (32 - count));
}

/** FIPS 180-4 section 4.2.2: the first bits of the cube roots of the first 64 primes. */
const sha256Constants = Int32Array.from(primes(64), (prime) => {
  const root = Math.cbrt(prime);
  return Math.floor((root - Math.floor(root)) * 2 ** 32) | 0;
});

function primes(count: number): readonly number[] {
  const found: number[] = [];
  for (let next = 2; found.length < count; next++) if (found.every((prime) => next % prime !== 0)) found.push(next);
  return found;
}
