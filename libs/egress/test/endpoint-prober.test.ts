import type { CompanyId } from '@certkeep/domain';
import { createTestCa, startSlapd, type IssuedCertificate, type TestCa } from '@certkeep/testing';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext, createServer as createTlsServer } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createAddressPolicy, createEndpointProber } from '../src/index.js';
import { loopbackServers } from './loopback-servers.js';

const company = 'a company' as CompanyId;

const policy = createAddressPolicy(['127.0.0.0/8']);
const toLoopback = () => Promise.resolve(['127.0.0.1']);
const prober = createEndpointProber({ policy, resolve: toLoopback, timeLimit: 5000 });
const hurried = createEndpointProber({ policy, resolve: toLoopback, timeLimit: 300 });
const probe = (url: string, by = prober) =>
  by.probe(url, {
    company,
    field: 'url',
    signal: new AbortController().signal,
  });
const unreachable = (step: string) =>
  expect.objectContaining({
    reason: 'ENDPOINT_UNREACHABLE',
    field: 'url',
    metadata: expect.objectContaining({ step }) as unknown,
  }) as Error;

const { listening, raw, tls: tlsServer, closeAll } = loopbackServers();
afterEach(closeAll);

const der = (certificates: readonly { readonly certificateDer: Uint8Array }[]) =>
  certificates.map(({ certificateDer }) => Buffer.from(certificateDer));
const sentBy = async (url: string) => (await probe(url)).certificates.map((each) => Buffer.from(each));

describe('what a server presents', () => {
  let root: TestCa;
  let leaf: IssuedCertificate;
  let other: IssuedCertificate;
  let stranger: IssuedCertificate;
  beforeAll(async () => {
    root = await createTestCa();
    leaf = await root.issue({ commonName: 'one.example', dnsNames: ['one.example'] });
    other = await root.issue({ commonName: 'two.example', dnsNames: ['two.example'] });
    stranger = await root.issue({ commonName: 'stranger' });
  });
  const served = (certificate: IssuedCertificate, more = '') => ({
    cert: certificate.certificatePem + more,
    key: certificate.privateKeyPem,
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'is shown as it was sent, strangers, duplicates and order included, over %s',
    async (version) => {
      const more = stranger.certificatePem + leaf.certificatePem + stranger.certificatePem;
      const port = await tlsServer({ ...served(leaf, more), minVersion: version, maxVersion: version });
      const presented = await probe(`https://one.example:${port}`);
      expect(presented.certificates.map((each) => Buffer.from(each))).toEqual(der([leaf, stranger, leaf, stranger]));
      expect(presented).toMatchObject({ host: 'one.example', address: '127.0.0.1', tlsVersion: version });
    },
  );

  it.each(['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'])(
    'is shown as it was sent under %s',
    async (ciphers) => {
      const port = await tlsServer({ ...served(leaf, stranger.certificatePem), ciphers, minVersion: 'TLSv1.3' });
      expect(await sentBy(`https://one.example:${port}`)).toEqual(der([leaf, stranger]));
    },
  );

  it('depends on the name that was asked for', async () => {
    const port = await tlsServer({
      ...served(leaf),
      SNICallback: (name, done) => {
        done(null, name === 'two.example' ? secureContext(other) : undefined);
      },
    });
    expect(await sentBy(`https://one.example:${port}`)).toEqual(der([leaf]));
    expect(await sentBy(`https://two.example:${port}`)).toEqual(der([other]));
    expect(await sentBy(`ldaps://127.0.0.1:${port}`)).toEqual(der([leaf]));
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'is shown when the server wants a client certificate, over %s',
    async (version) => {
      const port = await tlsServer({
        ...served(leaf),
        ca: root.certificatePem,
        requestCert: true,
        rejectUnauthorized: true,
        minVersion: version,
        maxVersion: version,
      });
      const [first] = await sentBy(`https://one.example:${port}`);
      expect(first).toEqual(Buffer.from(leaf.certificateDer));
    },
  );

  it('is shown when the server knows only the TLS of 1999', async () => {
    const port = await tlsServer({
      ...served(leaf),
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1',
      ciphers: 'DEFAULT:@SECLEVEL=0',
    });
    expect((await probe(`https://one.example:${port}`)).tlsVersion).toBe('TLSv1');
  });

  it.each([
    ['Ed25519', ['ed25519']],
    ['P-521', ['ec', '-pkeyopt', 'ec_paramgen_curve:P-521']],
    ['RSA-PSS', ['rsa-pss', '-pkeyopt', 'rsa_keygen_bits:2048']],
  ])('is shown when its key is of the kind %s', async (_kind, newkey) => {
    const folder = mkdtempSync(join(tmpdir(), 'certkeep-probe-'));
    const [key, cert] = [join(folder, 'key'), join(folder, 'cert')];
    const args = [
      'req',
      '-x509',
      '-nodes',
      '-newkey',
      ...newkey,
      '-keyout',
      key,
      '-out',
      cert,
      '-days',
      '2',
      '-subj',
      '/CN=x',
    ];
    execFileSync('openssl', args, { stdio: 'ignore' });
    const port = await tlsServer({ key: readFileSync(key), cert: readFileSync(cert) });
    rmSync(folder, { recursive: true });
    const { certificates, verificationError } = await probe(`https://one.example:${port}`);
    expect(certificates).toHaveLength(1);
    expect(verificationError).toMatch(/self-signed/);
  });

  it('is shown of a directory server too', async () => {
    const slapd = await startSlapd(leaf.certificatePem, leaf.privateKeyPem);
    try {
      expect(await sentBy(`ldaps://one.example:${slapd.port}/dc=test?userCertificate;binary?sub?(cn=*)`)).toEqual(
        der([leaf]),
      );
    } finally {
      await slapd.stop();
    }
  });

  it('is asked for without a word of HTTP, so that there is no redirect to follow', async () => {
    let said = '';
    const server = createTlsServer(served(leaf), (socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (chunk: Buffer) => (said += chunk.toString()));
      socket.write('HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1/\r\n\r\n');
    });
    const port = await listening(server);
    expect(await sentBy(`https://one.example:${port}`)).toEqual(der([leaf]));
    expect(said).toBe('');
  });
});

describe('a server that doesn’t behave', () => {
  it.each([
    ['never speaks', () => undefined],
    [
      'sends its handshake a byte at a time',
      (socket: Socket) => {
        // A record, and in it a message, that go on for very long.
        const bytes = [22, 3, 3, 0x40, 0, 2, 0, 0x3f, 0xfc, 3, 3];
        const timer = setInterval(() => socket.write(Buffer.from([bytes.shift() ?? 7])), 10);
        socket.on('close', () => {
          clearInterval(timer);
        });
      },
    ],
  ])('is given up when it %s', async (_what, speak) => {
    await expect(probe(`https://one.example:${await raw(speak)}`, hurried)).rejects.toThrow(unreachable('time'));
  });

  it.each([
    ['sends something else', (socket: Socket) => void socket.end('220 mail.example ESMTP\r\n')],
    ['hangs up', (socket: Socket) => void socket.destroy()],
    [
      'sends bytes without end',
      (socket: Socket) => {
        // A record of a handshake that never comes to its end.
        const record = Buffer.concat([Buffer.from([22, 3, 3, 0x40, 0]), Buffer.alloc(0x4000, 2)]);
        const more = () => {
          while (!socket.destroyed && socket.write(record));
        };
        socket.on('drain', more);
        more();
      },
    ],
  ])('is refused when it %s', async (_what, speak) => {
    await expect(probe(`https://one.example:${await raw(speak)}`)).rejects.toThrow(unreachable('handshake'));
  });

  it('is refused when its chain is longer than any', async () => {
    const root = await createTestCa();
    const leaf = await root.issue({ commonName: 'one.example' });
    const key = leaf.privateKeyPem;
    const port = await tlsServer({ key, cert: leaf.certificatePem + root.certificatePem.repeat(1000) });
    await expect(probe(`https://one.example:${port}`)).rejects.toThrow(unreachable('handshake'));
  });

  it('is named when nothing answers', async () => {
    const port = await raw(() => undefined);
    closeAll();
    await expect(probe(`https://one.example:${port}`)).rejects.toThrow(unreachable('connect'));
  });
});

describe('DNS', () => {
  const answering = (...answers: string[][]) => {
    const asked: string[] = [];
    return {
      asked,
      resolve: (host: string) => {
        asked.push(host);
        return Promise.resolve(answers[Math.min(asked.length, answers.length) - 1] ?? []);
      },
    };
  };
  const forbidden = expect.objectContaining({ reason: 'ADDRESS_FORBIDDEN' }) as Error;
  const strict = createAddressPolicy([]);

  it('is asked once: what it says afterwards changes nothing', async () => {
    const connected: string[] = [];
    const port = await raw((socket) => {
      connected.push(socket.remoteAddress ?? '');
      socket.destroy();
    });
    const dns = answering(['127.0.0.1'], ['127.0.0.2']);
    const prober = createEndpointProber({ policy: createAddressPolicy(['127.0.0.1']), resolve: dns.resolve });
    await expect(probe(`https://rebind.example:${port}`, prober)).rejects.toThrow(unreachable('handshake'));
    expect(dns.asked).toEqual(['rebind.example']);
    expect(connected).toHaveLength(1);
  });

  it.each([['127.0.0.2'], ['::1']])(
    'that answers with %s beside an address that is permitted has nobody connected to',
    async (other) => {
      let connections = 0;
      const port = await raw(() => (connections += 1));
      const onlyOne = createAddressPolicy(['127.0.0.1']);
      for (const answer of [
        ['127.0.0.1', other],
        [other, '127.0.0.1'],
      ]) {
        const prober = createEndpointProber({ policy: onlyOne, resolve: answering(answer).resolve });
        await expect(probe(`https://two-faced.example:${port}`, prober)).rejects.toThrow(forbidden);
      }
      expect(connections).toBe(0);
    },
  );

  it('that says nothing, or fails, is told as that', async () => {
    const silent = createEndpointProber({ policy: strict, resolve: () => Promise.resolve([]) });
    const failing = createEndpointProber({ policy: strict, resolve: () => Promise.reject(new Error('ENOTFOUND')) });
    for (const prober of [silent, failing]) {
      await expect(probe('https://nowhere.example', prober)).rejects.toThrow(unreachable('resolve'));
    }
  });

  it('that never answers holds nobody up', async () => {
    const prober = createEndpointProber({
      policy: strict,
      resolve: () => new Promise(() => undefined),
      timeLimit: 100,
    });
    await expect(probe('https://slow.example', prober)).rejects.toThrow(unreachable('time'));
  });
});

it('no more servers are looked at than are allowed at the same time', async () => {
  const port = await raw(() => undefined);
  const prober = createEndpointProber({ policy, resolve: toLoopback, timeLimit: 300, concurrency: 1 });
  const first = probe(`https://one.example:${port}`, prober);
  await expect(probe(`https://one.example:${port}`, prober)).rejects.toThrow(
    expect.objectContaining({ reason: 'RATE_LIMITED' }) as Error,
  );
  await expect(first).rejects.toThrow(unreachable('time'));
  await expect(probe(`https://one.example:${port}`, prober)).rejects.toThrow(unreachable('time'));
});

function secureContext(certificate: IssuedCertificate) {
  return createSecureContext({ cert: certificate.certificatePem, key: certificate.privateKeyPem });
}
