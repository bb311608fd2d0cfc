import { ConnectError } from '@connectrpc/connect';
import {
  BadRequestSchema,
  CertificateService,
  ErrorInfoSchema,
  NodeService,
  Permission,
  RequestInfoSchema,
  UserRole,
} from '@certkeep/contracts/connect';
import { createTestCa, describeOnEachDatabase, type IssuedCertificate } from '@certkeep/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doors, Running, type Credential, type Door } from './running.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const files = (...contents: (string | Uint8Array<ArrayBuffer>)[]) => ({
  source: {
    case: 'files' as const,
    value: {
      files: contents.map((content, index) => ({
        name: `file-${index}`,
        content: typeof content === 'string' ? bytes(content) : content,
      })),
    },
  },
});

describeOnEachDatabase('bad input', (database) => {
  let running: Running;
  let admin: Credential;
  let writer: Credential;
  let good: IssuedCertificate;
  let other: IssuedCertificate;
  beforeAll(async () => {
    running = await Running.start((await database.fresh()).url);
    admin = await running.setUp();
    writer = await running.serviceOf(admin, 'writer', [Permission.CERTIFICATES_READ, Permission.CERTIFICATES_WRITE]);
    const ca = await createTestCa();
    good = await ca.issue({ commonName: 'good' });
    other = await ca.issue({ commonName: 'other' });
    await running
      .client(CertificateService, admin)
      .createCertificate({ name: 'Taken', material: files(good.certificatePem, good.privateKeyPem) });
  });
  afterAll(() => running.stop());

  const refused = async (call: Promise<unknown>) => {
    const failure = await call.then(
      () => undefined,
      (error: unknown) => ConnectError.from(error),
    );
    const [info] = failure?.findDetails(ErrorInfoSchema) ?? [];
    const [request] = failure?.findDetails(BadRequestSchema) ?? [];
    expect(failure?.findDetails(RequestInfoSchema)).toHaveLength(1);
    return { reason: info?.reason, field: request?.fieldViolations[0]?.field };
  };
  const certificates = (door: Door, credential = writer) => running.client(CertificateService, credential, door);

  describe.each(doors)('through %s', (door) => {
    it.each([
      ['not a certificate', () => ({ material: files('Hello') }), 'MATERIAL_UNREADABLE', 'material'],
      [
        'a key that belongs elsewhere',
        () => ({ material: files(other.certificatePem, good.privateKeyPem) }),
        'KEY_MISMATCH',
        'material',
      ],
      ['2 MiB', () => ({ material: files(new Uint8Array(2 * 1024 * 1024)) }), 'TOO_LARGE', 'material'],
      [
        'a name that is taken, in another case',
        () => ({ name: 'TAKEN', material: files(other.certificatePem) }),
        'NAME_TAKEN',
        'name',
      ],
      [
        'the same certificate again',
        () => ({ name: 'Again', material: files(good.certificatePem) }),
        'DUPLICATE_MATERIAL',
        'material',
      ],
      [
        'a name with a right-to-left override',
        () => ({ name: 'a\u202eb', material: files(other.certificatePem) }),
        'FIELD_INVALID',
        'name',
      ],
      ['no material', () => ({}), 'FIELD_INVALID', 'material'],
      [
        'primary without a key',
        () => ({ primary: true, material: files(other.certificatePem) }),
        'NO_PRIVATE_KEY',
        'primary',
      ],
      [
        'a request id that is none',
        () => ({ requestId: 'x', material: files(other.certificatePem) }),
        'FIELD_INVALID',
        'request_id',
      ],
    ])('%s is refused with its reason and field, and nothing is stored', async (_what, request, reason, field) => {
      expect(await refused(certificates(door).createCertificate(request()))).toEqual({ reason, field });
      const { certificates: stored } = await certificates(door).listCertificates({});
      expect(stored.map(({ name }) => name)).toEqual(['Taken']);
    });

    it('a stale etag changes nothing', async () => {
      const [certificate] = (await certificates(door).listCertificates({})).certificates;
      const call = certificates(door).updateCertificate({
        certificate: { id: certificate?.id ?? '', etag: '"999"', name: 'Overwritten' },
      });
      expect(await refused(call)).toEqual({ reason: 'ETAG_MISMATCH', field: 'etag' });
      expect((await certificates(door).listCertificates({})).certificates[0]?.name).toBe('Taken');
    });

    it('validate_only stores nothing', async () => {
      const answer = await certificates(door).createCertificate({
        validateOnly: true,
        material: files(other.certificatePem),
      });
      expect(answer.certificate?.name).toBe('other');
      expect((await certificates(door).listCertificates({})).certificates).toHaveLength(1);
    });

    it('no token, a blank one and an endless one are refused', async () => {
      expect((await refused(certificates(door, {}).listCertificates({}))).reason).toBe('CREDENTIAL_MISSING');
      expect((await refused(certificates(door, { token: 'x' }).listCertificates({}))).reason).toBe(
        'CREDENTIAL_INVALID',
      );
      const endless = certificates(door, { token: 'x'.repeat(8000) }).listCertificates({});
      expect((await refused(endless)).reason).toBe('CREDENTIAL_INVALID');
    });
  });

  it('a certificate that nodes present is deleted only by who knows of them', async () => {
    const { node } = await running
      .client(NodeService, admin)
      .createNode({ node: { name: 'follower', mtlsEnabled: true } });
    const client = certificates('connect');
    const [listed] = (await client.listCertificates({})).certificates;
    const id = listed?.id ?? '';
    const { certificate } = await client.setPrimaryCertificate({ id });
    const refusal = client.deleteCertificate({ id, etag: certificate?.etag ?? '' });
    await expect(refusal).rejects.toThrow(/follower/);
    expect((await refused(refusal)).reason).toBe('NODES_NOT_ACKNOWLEDGED');
    await client.clearPrimaryCertificate({ id });
    await running.client(NodeService, admin).deleteNode({ id: node?.id ?? '' });
  });

  it('a viewer sees certificates and changes none', async () => {
    const viewer = await running.userOf(admin, UserRole.VIEWER);
    const client = certificates('connect', viewer);
    const [certificate] = (await client.listCertificates({})).certificates;
    expect(certificate?.name).toBe('Taken');
    const deletion = client.deleteCertificate({ id: certificate?.id ?? '' });
    expect((await refused(deletion)).reason).toBe('PERMISSION_MISSING');
  });
});
