import type { CompanyId } from '@certkeep/domain';
import { createTestCa } from '@certkeep/testing';
import type { Socket } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createAddressPolicy, createEndpointProber } from '../src/index.js';
import { loopbackServers } from './loopback-servers.js';

const company = 'a company' as CompanyId;

const prober = createEndpointProber({
  policy: createAddressPolicy(['127.0.0.0/8']),
  resolve: () => Promise.resolve(['127.0.0.1']),
});
const { raw, tls, open, closeAll } = loopbackServers();
afterEach(closeAll);
const probe = (port: number) =>
  prober.probe(`https://one.example:${port}`, {
    company,
    field: 'url',
    signal: new AbortController().signal,
  });
const refused = expect.objectContaining({
  reason: 'ENDPOINT_UNREACHABLE',
  metadata: expect.objectContaining({ step: 'handshake' }) as unknown,
}) as Error;

const int24 = (value: number) => Buffer.from([value >> 16, (value >> 8) & 0xff, value & 0xff]);
const prefixed = (bytes: Buffer) => Buffer.concat([int24(bytes.length), bytes]);
const record = (fragment: Buffer) =>
  Buffer.concat([Buffer.from([22, 3, 3, fragment.length >> 8, fragment.length & 0xff]), fragment]);
const records = (message: Buffer): Buffer =>
  message.length <= 0x4000
    ? record(message)
    : Buffer.concat([record(message.subarray(0, 0x4000)), records(message.subarray(0x4000))]);
/** ServerHello of TLS 1.2 with ECDHE-ECDSA-AES128-GCM-SHA256, and none of the extensions of later years. */
const serverHello = record(
  Buffer.concat([
    Buffer.from([2]),
    prefixed(Buffer.concat([Buffer.from([3, 3]), Buffer.alloc(32, 1), Buffer.from([0, 0xc0, 0x2b, 0])])),
  ]),
);
const certificateMessage = (certificates: readonly Buffer[]) =>
  records(Buffer.concat([Buffer.from([11]), prefixed(prefixed(Buffer.concat(certificates.map(prefixed))))]));
const saying = (flight: Buffer, then: (socket: Socket) => void) => (socket: Socket) =>
  socket.once('data', () => {
    socket.write(flight, () => {
      then(socket);
    });
  });
const nothing = () => undefined;

describe('a handshake that is spoken by hand', () => {
  let leaf: Buffer;
  beforeAll(async () => {
    const root = await createTestCa();
    leaf = Buffer.from((await root.issue({ commonName: 'one.example' })).certificateDer);
  });

  it.each([
    ['zero bytes, thirty thousand times', () => Array<Buffer>(30_000).fill(Buffer.alloc(0))],
    ['something else than a certificate', () => [Buffer.from('not a certificate')]],
    ['something else than a certificate after the first', () => [leaf, Buffer.from('not a certificate')]],
    ['none', () => []],
  ])('is refused when its Certificate message has in it: %s', async (_what, certificates) => {
    const port = await raw(saying(Buffer.concat([serverHello, certificateMessage(certificates())]), nothing));
    await expect(probe(port)).rejects.toThrow(refused);
  });

  it('is refused when our side ends it, for it doesn’t go on by the rules after the certificate', async () => {
    const flight = Buffer.concat([serverHello, certificateMessage([leaf]), record(Buffer.from([99, 0, 0, 0]))]);
    await expect(probe(await raw(saying(flight, nothing)))).rejects.toThrow(refused);
  });

  it('is refused when it has no end after the certificate', async () => {
    const flight = Buffer.concat([serverHello, certificateMessage([leaf])]);
    // Requests for another handshake, which a client passes over while it is in one.
    const more = record(Buffer.alloc(0x4000));
    const port = await raw(
      saying(flight, (socket) => {
        const go = () => {
          while (!socket.destroyed && socket.write(more));
        };
        socket.on('drain', go);
        go();
      }),
    );
    await expect(probe(port)).rejects.toThrow(refused);
  });

  it('shows its certificate when the server, an old one without RFC 5746, ends it after that', async () => {
    const flight = Buffer.concat([serverHello, certificateMessage([leaf])]);
    const presented = await probe(await raw(saying(flight, (socket) => socket.end())));
    expect(presented.certificates.map((each) => Buffer.from(each))).toEqual([leaf]);
    expect(presented.verificationError).toMatch(/may want a client certificate/);
  });
});

describe('a chain', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('of more than 200 certificates is refused over %s', async (version) => {
    const root = await createTestCa();
    const { certificatePem, privateKeyPem: key } = await root.issue({ commonName: 'one.example' });
    const chainOf = (count: number) => certificatePem + root.certificatePem.repeat(count - 1);
    const versions = { minVersion: version, maxVersion: version };
    expect((await probe(await tls({ key, cert: chainOf(200), ...versions }))).certificates).toHaveLength(200);
    await expect(probe(await tls({ key, cert: chainOf(201), ...versions }))).rejects.toThrow(/sends 201 certificates/);
  });

  it('is read when the server asks for another key exchange first', async () => {
    const root = await createTestCa();
    const { certificatePem, privateKeyPem: key } = await root.issue({ commonName: 'one.example' });
    const cert = certificatePem + root.certificatePem.repeat(2);
    const port = await tls({ key, cert, ecdhCurve: 'P-521', minVersion: 'TLSv1.3' });
    expect((await probe(port)).certificates).toHaveLength(3);
  });
});

describe('the connection', () => {
  it('is closed when the handshake is done, when it fails, and when nobody waits any more', async () => {
    const root = await createTestCa();
    const { certificatePem: cert, privateKeyPem: key } = await root.issue({ commonName: 'one.example' });
    await probe(await tls({ cert, key }));
    await expect(probe(await raw((socket) => socket.write('220 mail.example ESMTP\r\n')))).rejects.toThrow(refused);
    const control = new AbortController();
    const silent = await raw(() => {
      control.abort();
    });
    await expect(
      prober.probe(`https://one.example:${silent}`, { company, field: 'url', signal: control.signal }),
    ).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }) as Error);
    await expect.poll(open).toBe(0);
  });
});
