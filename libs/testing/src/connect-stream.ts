const headerLength = 5;
/** Set in the first byte of the frame that ends a stream. */
const endFlag = 0b10;

/**
 * Calls an RPC whose answers are a stream, as Connect's protocol has it: JSON in frames, each after a byte of flags and
 * its length in 4 bytes.
 * @returns the last answer
 * @throws Error with what the server said
 */
export async function lastOfStream(
  url: string,
  headers: Readonly<Record<string, string>>,
  request: object,
): Promise<unknown> {
  const json = Buffer.from(JSON.stringify(request));
  const header = Buffer.alloc(headerLength);
  header.writeUInt32BE(json.length, 1);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/connect+json', ...headers },
    body: Buffer.concat([header, json]),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  if (!response.ok) throw new Error(`${url}: ${response.status} ${bytes.toString()}`);
  let last: unknown;
  for (let start = 0; start < bytes.length;) {
    const end = start + headerLength + bytes.readUInt32BE(start + 1);
    const frame = JSON.parse(bytes.toString('utf8', start + headerLength, end)) as { readonly error?: object };
    const isEnd = (bytes.readUInt8(start) & endFlag) !== 0;
    if (isEnd && frame.error !== undefined) throw new Error(`${url}: ${JSON.stringify(frame.error)}`);
    if (!isEnd) last = frame;
    start = end;
  }
  return last;
}
