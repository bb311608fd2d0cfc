import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateFrame } from '../certificate/certificate-frame.js';
import { keyFactsOf } from '../certificate/key-facts.js';
import { onlyElement } from '../der/der-elements.js';
import { pemCertificates, signingRequestPem } from '../formats/pem-blocks.js';
import { requestKeyProblem } from './request-signature.js';
import { requestedNamesOf } from './requested-names.js';
import { generateSigningKey } from './signing-key.js';
import { signRequest } from './signing-request.js';

const settings = `
[req]
prompt = no
string_mask = pkix
distinguished_name = subject
x509_extensions = extensions
[subject]
C = DE
O = Example GmbH
0.CN = first
1.CN = second
[extensions]
subjectAltName = email:a@example.org,URI:https://example.org/x,DNS:a.example.org,IP:192.0.2.1,otherName:1.2.3.4;UTF8:other
`;

describe('a renewal', () => {
  let folder: string;
  let leaf: Uint8Array;
  const openssl = (options: readonly string[], input?: string) =>
    execFileSync('openssl', options, { cwd: folder, stdio: 'pipe', ...(input === undefined ? {} : { input }) });
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'certkeep-names-'));
    writeFileSync(join(folder, 'settings.cnf'), settings);
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'leaf.key'];
    const pem = openssl(['req', '-x509', ...key, '-config', 'settings.cnf', '-days', '1']).toString();
    const [certificate] = pemCertificates(pem);
    if (certificate === undefined) throw new Error('OpenSSL made no certificate');
    leaf = certificate;
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('asks for the very names of the certificate, those of other kinds too', async () => {
    const names = requestedNamesOf(leaf);
    expect(names).toMatchObject({
      subjectText: 'CN=second,CN=first,O=Example GmbH,C=DE',
      commonName: 'second',
      dnsNames: ['a.example.org'],
      ipAddresses: ['192.0.2.1'],
    });
    const { csr } = signRequest(await generateSigningKey('EC_P256'), names);
    expect(Buffer.from(csr).includes(Buffer.from(certificateFrame(leaf).subject.bytes))).toBe(true);
    const text = openssl(['req', '-verify', '-noout', '-text'], signingRequestPem(csr)).toString();
    expect(text).toContain(
      'email:a@example.org, URI:https://example.org/x, DNS:a.example.org, IP Address:192.0.2.1, othername:',
    );
  });

  it.each([
    ['RSA of 1024 bits', () => generateKeyPairSync('rsa', { modulusLength: 1024 }), /too weak/],
    ['RSA-PSS', () => generateKeyPairSync('rsa-pss', { modulusLength: 2048 }), /kind RSA-PSS/],
    ['the curve secp256k1', () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }), /kind EC 1\.3\.132\.0\.10/],
    ['RSA of 2048 bits', () => generateKeyPairSync('rsa', { modulusLength: 2048 }), undefined],
  ])('with a key that is %s', (_kind, make, problem) => {
    const spki = make().publicKey.export({ type: 'spki', format: 'der' });
    const told = requestKeyProblem(keyFactsOf(onlyElement(spki)));
    if (problem === undefined) expect(told).toBeUndefined();
    else expect(told).toMatch(problem);
  });
});
