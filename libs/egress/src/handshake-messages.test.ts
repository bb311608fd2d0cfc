import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certificatesIn, recordsIn } from './handshake-messages.js';

const versions = ['TLSv1.3', 'older'] as const;
type Version = (typeof versions)[number];

const int24 = (value: number) => Buffer.from([value >> 16, (value >> 8) & 0xff, value & 0xff]);
const prefixed = (bytes: Buffer) => Buffer.concat([int24(bytes.length), bytes]);
const message = (type: number, body: Buffer) => Buffer.concat([Buffer.from([type]), prefixed(body)]);
const certificateMessage = (certificates: readonly Buffer[], version: Version) => {
  const [context, extensions] = version === 'TLSv1.3' ? [[0], [0, 0]] : [[], []];
  const list = certificates.flatMap((each) => [prefixed(each), Buffer.from(extensions)]);
  return message(11, Buffer.concat([Buffer.from(context), prefixed(Buffer.concat(list))]));
};
const bytes = (options: fc.IntArrayConstraints) => fc.uint8Array(options).map((array) => Buffer.from(array));

describe('a Certificate message', () => {
  it('gives its certificates in their order, however it is spread over records, and after whichever messages', () => {
    const certificate = bytes({ minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(
        fc.constantFrom(...versions),
        fc.array(certificate, { maxLength: 5 }),
        bytes({ maxLength: 20 }),
        fc.nat(60),
        (version, certificates, hello, cut) => {
          const all = Buffer.concat([message(2, hello), certificateMessage(certificates, version), message(14, hello)]);
          expect(certificatesIn([all.subarray(0, cut), all.subarray(cut)], version)).toEqual(certificates);
        },
      ),
    );
  });

  it('of TLS 1.3 gives them without what extends each, and without the context of the request', () => {
    const entry = Buffer.concat([prefixed(Buffer.from('leaf')), Buffer.from([0, 3, 9, 9, 9])]);
    const body = Buffer.concat([Buffer.from([2, 7, 7]), prefixed(Buffer.concat([entry, entry]))]);
    expect(certificatesIn([message(11, body)], 'TLSv1.3')).toEqual([Buffer.from('leaf'), Buffer.from('leaf')]);
  });

  it.each([
    ['is cut off', certificateMessage([Buffer.from('leaf')], 'older').subarray(0, -1)],
    ['has an empty certificate', certificateMessage([Buffer.from('leaf'), Buffer.alloc(0)], 'older')],
    ['has less in it than its list claims', message(11, Buffer.from([0, 0, 9, 0, 0, 1, 1]))],
    ['has more in it than its list claims', message(11, Buffer.from([0, 0, 4, 0, 0, 1, 1, 1]))],
    ['has a certificate that goes beyond its list', message(11, Buffer.from([0, 0, 4, 0, 0, 2, 1]))],
    ['ends within a length', message(11, Buffer.from([0, 0, 6, 0, 0, 1, 1, 0, 0]))],
    ['has nothing in it', message(11, Buffer.alloc(0))],
    ['is not there', message(2, Buffer.alloc(8))],
  ])('gives nothing when it %s', (_how, fragment) => {
    expect(certificatesIn([fragment], 'older')).toBeUndefined();
  });

  it('gives nothing when what extends a certificate goes beyond the list', () => {
    const list = Buffer.concat([prefixed(Buffer.from('leaf')), Buffer.from([0, 9, 1])]);
    expect(certificatesIn([message(11, Buffer.concat([Buffer.from([0]), prefixed(list)]))], 'TLSv1.3')).toBeUndefined();
  });

  it('is looked for in anything at all without an error or an end that never comes', () => {
    const anyMessage = bytes({ maxLength: 300 }).map((body) => message(11, body));
    fc.assert(
      fc.property(fc.constantFrom(...versions), fc.oneof(bytes({ maxLength: 300 }), anyMessage), (version, stream) => {
        for (const certificate of certificatesIn([stream], version) ?? []) expect(certificate).not.toHaveLength(0);
      }),
    );
  });
});

describe('a stream of records', () => {
  it('is taken apart whatever it is, and nothing is read twice', () => {
    fc.assert(
      fc.property(bytes({ maxLength: 300 }), (stream) => {
        const read = Buffer.concat(recordsIn(stream).flatMap(({ header, fragment }) => [header, fragment]));
        expect(read).toEqual(stream.subarray(0, read.length));
      }),
    );
  });

  it('loses its last record when that is cut off', () => {
    const record = Buffer.from([22, 3, 3, 0, 2, 8, 9]);
    const [first, ...others] = recordsIn(Buffer.concat([record, record.subarray(0, -1)]));
    expect(first).toEqual({ type: 22, header: record.subarray(0, 5), fragment: record.subarray(5) });
    expect(others).toEqual([]);
  });
});
