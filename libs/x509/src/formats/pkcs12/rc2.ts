import { asBuffer } from '../../der/der-values.js';

/**
 * RC2 in CBC mode, deciphering alone (RFC 2268). Weak, and what old programs keep certificates in PKCS#12 with; OpenSSL
 * 3 has left it out. Nothing is ever enciphered with it here.
 * @param data a multiple of 8 bytes
 * @returns with its padding
 */
export function decipherRc2(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  const words = expandedKey(key);
  const input = asBuffer(data);
  const output = Buffer.alloc(data.length);
  let previous = asBuffer(iv);
  for (let at = 0; at + 8 <= input.length; at += 8) {
    const block = decipherBlock(
      words,
      [0, 2, 4, 6].map((offset) => input.readUInt16LE(at + offset)),
    );
    block.forEach((word, index) => output.writeUInt16LE(word ^ previous.readUInt16LE(index * 2), at + index * 2));
    previous = input.subarray(at, at + 8);
  }
  return output;
}

/** RFC 2268 section 2, with as many effective bits as the key has. */
function expandedKey(key: Uint8Array): Uint16Array {
  const bytes = new Uint8Array(128);
  bytes.set(key);
  const at = (index: number) => bytes[index] ?? 0;
  const substitute = (value: number) => substitutions[value & 0xff] ?? 0;
  for (let index = key.length; index < 128; index++) bytes[index] = substitute(at(index - 1) + at(index - key.length));
  bytes[128 - key.length] = substitute(at(128 - key.length));
  for (let index = 127 - key.length; index >= 0; index--) {
    bytes[index] = substitute(at(index + 1) ^ at(index + key.length));
  }
  return Uint16Array.from({ length: 64 }, (_, index) => at(index * 2) | (at(index * 2 + 1) << 8));
}

const rotations = [1, 2, 3, 5] as const;

/** RFC 2268 section 4: five rounds of mixing, a mash, six, a mash, five; all of it backwards. */
function decipherBlock(key: Uint16Array, block: number[]): readonly number[] {
  const word = (index: number) => block[index & 3] ?? 0;
  let next = 63;
  const unmix = (rounds: number) => {
    for (let round = 0; round < rounds; round++) {
      for (let index = 3; index >= 0; index--) {
        const turn = rotations[index] ?? 0;
        const turned = (word(index) >>> turn) | (word(index) << (16 - turn));
        const chosen = (word(index + 3) & word(index + 2)) + (~word(index + 3) & word(index + 1));
        block[index] = (turned - (key[next--] ?? 0) - chosen) & 0xffff;
      }
    }
  };
  const unmash = () => {
    for (let index = 3; index >= 0; index--) block[index] = (word(index) - (key[word(index + 3) & 63] ?? 0)) & 0xffff;
  };
  unmix(5);
  unmash();
  unmix(6);
  unmash();
  unmix(5);
  return block;
}

/** RFC 2268 section 2: the table called PITABLE. */
const substitutions = Buffer.from(
  'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2' +
    '179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82' +
    '54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626' +
    '6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7' +
    '08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ec' +
    'c2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731' +
    '2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a9' +
    '0d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad',
  'hex',
);
