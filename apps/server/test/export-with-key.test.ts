import { Code, ConnectError } from '@connectrpc/connect';
import {
  AuditService,
  CertificateService,
  ErrorInfoSchema,
  ExportFormat,
  IdentityService,
  Permission,
  UserRole,
} from '@certkeep/contracts/connect';
import { createTestCa, describeOnEachDatabase, type IssuedCertificate, type TestCa } from '@certkeep/testing';
import { inspectMaterial } from '@certkeep/x509';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { doors, password, Running, type Credential } from './running.js';

const passphrase = 'nobody guesses this';
const { PKCS12, PEM_WITH_KEY } = ExportFormat;

async function refusalOf(call: Promise<unknown>) {
  try {
    await call;
    return undefined;
  } catch (error) {
    const [info] = ConnectError.from(error).findDetails(ErrorInfoSchema);
    return { reason: info?.reason ?? Code[ConnectError.from(error).code], permission: info?.metadata['permission'] };
  }
}

describeOnEachDatabase('a private key that is exported', (database) => {
  let running: Running;
  let admin: Credential;
  let exporter: Credential;
  let ca: TestCa;
  let first: IssuedCertificate;
  let second: IssuedCertificate;
  let certificateId: string;
  let definitionId: string;
  let trustOnly: string;
  beforeAll(async () => {
    running = await Running.start((await database.fresh()).url);
    admin = await running.setUp();
    exporter = await running.serviceOf(admin, 'exporter', [Permission.CERTIFICATES_READ, Permission.KEYS_EXPORT]);
    ca = await createTestCa();
    first = await ca.issue({ commonName: 'first' });
    second = await ca.issue({ commonName: 'second' });
    const certificates = running.client(CertificateService, admin);
    const { certificate } = await certificates.createCertificate({ name: 'way out', material: withKey(first) });
    certificateId = certificate?.id ?? '';
    definitionId = certificate?.definitions[0]?.id ?? '';
    await certificates.replaceMaterial({ definitionId, material: withKey(second) });
    const trusted = await certificates.createCertificate({ name: 'root', material: pasted(ca.certificatePem) });
    trustOnly = trusted.certificate?.definitions[0]?.id ?? '';
  });
  afterAll(() => running.stop());

  const pasted = (text: string) => ({ source: { case: 'paste' as const, value: { text } } });
  const withKey = ({ certificatePem, privateKeyPem }: IssuedCertificate) =>
    pasted(certificatePem + privateKeyPem + ca.certificatePem);
  const by = (credential: Credential) => running.client(CertificateService, credential);
  const exports = async () => {
    const audit = running.client(AuditService, admin);
    const { events } = await audit.listEvents({ targetId: certificateId, action: 'certificate.key.export' });
    return events;
  };
  const opened = (content: Uint8Array) =>
    inspectMaterial({ kind: 'files', files: [{ name: 'exported', content }], passphrase });

  it.each(doors)('comes through the %s door as PKCS#12 and as PEM, under its passphrase', async (door) => {
    for (const format of [PKCS12, PEM_WITH_KEY]) {
      const request = { definitionId, format, passphrase };
      const file = await running.client(CertificateService, exporter, door).exportCertificate(request);
      expect(file.fileName).toBe(format === PKCS12 ? 'way-out.p12' : 'way-out.pem');
      expect(Buffer.from(file.content).includes('BEGIN PRIVATE KEY')).toBe(false);
      const { leaf, chain, privateKey } = opened(file.content);
      expect(leaf.facts.commonName).toBe('second');
      expect(chain).toHaveLength(1);
      expect(privateKey?.wasEncrypted).toBe(true);
      expect(Buffer.from(privateKey?.pkcs8 ?? [])).toEqual(Buffer.from(second.privateKeyDer));
    }
  });

  it('is that of the version that is asked for, without the chain where the leaf alone is', async () => {
    const request = { definitionId, format: PKCS12, passphrase, versionNumber: 1n, includeLeaf: true };
    const { leaf, chain, privateKey } = opened((await by(exporter).exportCertificate(request)).content);
    expect(leaf.facts.commonName).toBe('first');
    expect(chain).toEqual([]);
    expect(Buffer.from(privateKey?.pkcs8 ?? [])).toEqual(Buffer.from(first.privateKeyDer));
  });

  it('is in the audit log: by whom, which version, in which form', async () => {
    const before = await exports();
    await by(exporter).exportCertificate({ definitionId, format: PEM_WITH_KEY, passphrase, versionNumber: 1n });
    const [event, ...rest] = await exports();
    expect(rest).toHaveLength(before.length);
    expect([event?.actorName, event?.targetName]).toEqual(['exporter', 'way out']);
    expect(event?.details).toMatchObject({ version: '1', format: 'PEM_WITH_KEY' });
  });

  it('leaves with the permission for it alone, which no role holds by itself', async () => {
    const before = await exports();
    const viewer = await running.userOf(admin, UserRole.VIEWER);
    const missing = { reason: 'PERMISSION_MISSING', permission: 'keys:export' };
    for (const credential of [admin, viewer]) {
      for (const id of [definitionId, trustOnly, 'unknown']) {
        const request = { definitionId: id, format: PKCS12, passphrase };
        expect(await refusalOf(by(credential).exportCertificate(request))).toEqual(missing);
      }
    }
    expect(await exports()).toHaveLength(before.length);
    const keysAlone = await running.serviceOf(admin, 'keys alone', [Permission.KEYS_EXPORT]);
    expect(await refusalOf(by(keysAlone).exportCertificate({ definitionId, format: PKCS12, passphrase }))).toEqual({
      reason: 'PERMISSION_MISSING',
      permission: 'certificates:read',
    });
    const users = running.client(IdentityService, admin);
    const extraPermissions = [Permission.KEYS_EXPORT];
    const user = { userName: 'trusted', role: UserRole.VIEWER, extraPermissions };
    await users.createUser({ user, password });
    const trusted = await running.signIn('trusted');
    const { content } = await by(trusted).exportCertificate({ definitionId, format: PKCS12, passphrase });
    expect(opened(content).privateKey).toBeDefined();
  });

  it.each([
    ['no passphrase', '', 'PASSPHRASE_REQUIRED'],
    ['one of eleven characters', 'eleven char', 'FIELD_INVALID'],
    ['one of eleven characters and more bytes', 'élévèn çhär', 'FIELD_INVALID'],
    ['one of 1,025 characters', 'x'.repeat(1025), 'FIELD_INVALID'],
  ])('stays here with %s', async (_what, weak, reason) => {
    const before = await exports();
    const request = { definitionId, format: PEM_WITH_KEY, passphrase: weak };
    expect((await refusalOf(by(exporter).exportCertificate(request)))?.reason).toBe(reason);
    expect(await exports()).toHaveLength(before.length);
  });

  it('is missed where there is none, and not found where there is nothing', async () => {
    const none = by(exporter).exportCertificate({ definitionId: trustOnly, format: PKCS12, passphrase });
    expect((await refusalOf(none))?.reason).toBe('NO_PRIVATE_KEY');
    const unknown = by(exporter).exportCertificate({ definitionId, format: PKCS12, passphrase, versionNumber: 9n });
    expect((await refusalOf(unknown))?.reason).toBe('NOT_FOUND');
  });

  it('is not needed for an export without it', async () => {
    const { content } = await by(admin).exportCertificate({ definitionId, format: ExportFormat.PEM });
    expect(Buffer.from(content).includes('PRIVATE KEY')).toBe(false);
    const { reason } = (await refusalOf(by(exporter).exportCertificate({ definitionId }))) ?? {};
    expect(reason).toBe('FIELD_INVALID');
  });
});
