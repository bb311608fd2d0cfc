/** The tag of a field whose length comes first (Protobuf's wire type LEN). */
export function lengthDelimited(field: number): Buffer {
  return varint((field << 3) | 2);
}

/** In base 128. */
export function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return Buffer.of(...bytes, rest);
}
