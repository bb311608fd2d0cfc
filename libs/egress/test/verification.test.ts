import type { CompanyId } from '@certkeep/domain';
import { createTestCa, type IssuedCertificate, type TestCa } from '@certkeep/testing';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createAddressPolicy, createEndpointProber } from '../src/index.js';
import { loopbackServers } from './loopback-servers.js';

const company = 'a company' as CompanyId;

const prober = createEndpointProber({
  policy: createAddressPolicy(['127.0.0.0/8']),
  resolve: () => Promise.resolve(['127.0.0.1']),
});
const { tls, closeAll } = loopbackServers();
afterEach(closeAll);

/** What is said of a server with this certificate, which is shown in any case. */
async function saidOf(certificate: IssuedCertificate, { host = 'one.example', more = '' } = {}) {
  const port = await tls({ cert: certificate.certificatePem + more, key: certificate.privateKeyPem });
  const { certificates, verificationError, untrusted } = await prober.probe(`https://${host}:${port}`, {
    company,
    field: 'url',
    signal: new AbortController().signal,
  });
  expect(Buffer.from(certificates[0] ?? [])).toEqual(Buffer.from(certificate.certificateDer));
  return `${untrusted ? 'untrusted: ' : ''}${verificationError ?? ''}`;
}

describe('a chain to a root that this process trusts', () => {
  const before = getCACertificates('default');
  let root: TestCa;
  beforeAll(async () => {
    root = await createTestCa('A root that is trusted');
    setDefaultCACertificates([...before, root.certificatePem]);
  });
  afterAll(() => {
    setDefaultCACertificates(before);
  });
  const issue = (notBefore?: string, notAfter?: string, dnsName = 'one.example') =>
    root.issue({
      commonName: dnsName,
      dnsNames: [dnsName],
      ...(notBefore === undefined ? {} : { notBefore: new Date(notBefore) }),
      ...(notAfter === undefined ? {} : { notAfter: new Date(notAfter) }),
    });

  it('has nothing said against it', async () => {
    expect(await saidOf(await issue())).toBe('');
  });

  it('is said to have expired', async () => {
    expect(await saidOf(await issue('2019-01-01', '2020-01-01'))).toMatch(/has expired\. \(CERT_HAS_EXPIRED\)$/);
  });

  it('is said not to be valid yet', async () => {
    expect(await saidOf(await issue('2090-01-01', '2091-01-01'))).toMatch(/not valid yet\. \(CERT_NOT_YET_VALID\)$/);
  });

  it('is said to be for another host, by name and by address', async () => {
    const other = /does not cover the host name\. \(ERR_TLS_CERT_ALTNAME_INVALID\)$/;
    expect(await saidOf(await issue(undefined, undefined, 'two.example'))).toMatch(other);
    expect(await saidOf(await issue(), { host: '127.0.0.1' })).toMatch(other);
  });
});

describe('a chain to a root that nobody here knows is said to lack trust alone', () => {
  const advice = (code: string) => new RegExp(`^untrusted: .*\\(${code}\\)$`);

  it('when the root is not sent', async () => {
    const leaf = await (await createTestCa()).issue({ commonName: 'one.example', dnsNames: ['one.example'] });
    expect(await saidOf(leaf)).toMatch(advice('UNABLE_TO_VERIFY_LEAF_SIGNATURE'));
  });

  it('when an intermediate is sent without it', async () => {
    const intermediate = await (await createTestCa()).intermediate('An intermediate');
    const leaf = await intermediate.issue({ commonName: 'one.example', dnsNames: ['one.example'] });
    expect(await saidOf(leaf, { more: intermediate.certificatePem })).toMatch(
      advice('UNABLE_TO_GET_ISSUER_CERT_LOCALLY'),
    );
  });

  it('when it is sent', async () => {
    const root = await createTestCa();
    const leaf = await root.issue({ commonName: 'one.example', dnsNames: ['one.example'] });
    expect(await saidOf(leaf, { more: root.certificatePem })).toMatch(advice('SELF_SIGNED_CERT_IN_CHAIN'));
  });
});
