/** Certificates one after another, each with its length (4 bytes, big-endian) before it. */
export function joinChain(chain: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    chain.flatMap((certificate) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(certificate.length);
      return [length, certificate];
    }),
  );
}

export function splitChain(joined: Uint8Array): readonly Uint8Array[] {
  const bytes = Buffer.from(joined.buffer, joined.byteOffset, joined.byteLength);
  const chain: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 4 + bytes.readUInt32BE(at);
    chain.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return chain;
}
