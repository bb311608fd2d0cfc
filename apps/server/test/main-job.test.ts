import {
  CertificateService,
  IdentityService,
  NodeService,
  RuntimeService,
  SelectionReason,
} from '@certkeep/contracts/connect';
import { createTestCa, describeOnEachDatabase, type IssuedCertificate, type TestCa } from '@certkeep/testing';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { doors, Running, type Credential } from './running.js';

const filesOf = (certificate: IssuedCertificate) => ({
  source: {
    case: 'files' as const,
    value: {
      files: [
        { name: 'server.crt', content: new TextEncoder().encode(certificate.certificatePem) },
        { name: 'server.key', content: new TextEncoder().encode(certificate.privateKeyPem) },
      ],
    },
  },
});

describeOnEachDatabase('a certificate goes in, and an API node gets it out', (database) => {
  let running: Running;
  let admin: Credential;
  let ca: TestCa;
  beforeAll(async () => {
    running = await Running.start((await database.fresh()).url);
    admin = await running.setUp();
    ca = await createTestCa();
  });
  afterAll(() => running.stop());

  it.each(doors)('a node fetches the primary certificate through %s, and the next primary after it', async (door) => {
    const certificates = running.client(CertificateService, admin);
    const { token } = await running
      .client(NodeService, admin)
      .createNode({ node: { name: `node ${door}`, mtlsEnabled: true } });
    const runtime = running.client(RuntimeService, { token }, door);
    const first = await ca.issue({ commonName: `first ${door}` });
    const second = await ca.issue({ commonName: `second ${door}` });
    await certificates.createCertificate({ material: filesOf(first), primary: true });

    const fetched = await runtime.fetchCertificate({});
    if (fetched.result.case !== 'certificate') throw new Error('no certificate');
    const { leaf, privateKey, etag, chosenBy } = fetched.result.value;
    expect(Buffer.from(leaf)).toEqual(Buffer.from(first.certificateDer));
    const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
    expect(new X509Certificate(leaf).checkPrivateKey(key)).toBe(true);
    expect(chosenBy).toBe(SelectionReason.PRIMARY);
    expect((await runtime.fetchCertificate({ etag })).result.case).toBe('notModified');

    await certificates.createCertificate({ material: filesOf(second), primary: true });
    const next = await runtime.fetchCertificate({ etag });
    expect(next.result.case === 'certificate' && Buffer.from(next.result.value.leaf)).toEqual(
      Buffer.from(second.certificateDer),
    );
  });

  it('a node with a certificate chosen by hand does not follow the primary', async () => {
    const certificates = running.client(CertificateService, admin);
    const chosen = await ca.issue({ commonName: 'chosen' });
    const { certificate } = await certificates.createCertificate({ material: filesOf(chosen) });
    const { token } = await running
      .client(NodeService, admin)
      .createNode({ node: { name: 'own choice', mtlsEnabled: true, certificateId: certificate?.id ?? '' } });
    const { result } = await running.client(RuntimeService, { token }, 'grpc').fetchCertificate({});
    expect(result.case === 'certificate' && result.value.chosenBy).toBe(SelectionReason.CHOSEN_BY_HAND);
    expect(result.case === 'certificate' && Buffer.from(result.value.leaf)).toEqual(Buffer.from(chosen.certificateDer));
  });

  it('the root is left out of what a node is served', async () => {
    const intermediate = await ca.intermediate('Below the root');
    const leaf = await intermediate.issue({ commonName: 'with chain' });
    const bundle = leaf.certificatePem + intermediate.certificatePem + ca.certificatePem + leaf.privateKeyPem;
    await running.client(CertificateService, admin).createCertificate({
      material: { source: { case: 'paste', value: { text: bundle } } },
      primary: true,
    });
    const { token } = await running
      .client(NodeService, admin)
      .createNode({ node: { name: 'chain', mtlsEnabled: true } });
    const { result } = await running.client(RuntimeService, { token }, 'grpc').fetchCertificate({});
    const chain = result.case === 'certificate' ? result.value.chain : [];
    expect(chain.map((der) => new X509Certificate(der).subject)).toEqual(['CN=Below the root']);
  });

  it('a certificate is listed, found, renamed and deleted, and its name is free again', async () => {
    const certificates = running.client(CertificateService, admin);
    const { certificate } = await certificates.createCertificate({
      name: 'Payments',
      material: filesOf(await ca.issue({ commonName: 'pay.example.org', dnsNames: ['pay.example.org'] })),
    });
    const id = certificate?.id ?? '';
    const found = await certificates.listCertificates({ filter: { search: 'PAY.example' } });
    expect(found.certificates.map(({ name }) => name)).toEqual(['Payments']);
    const renamed = await certificates.updateCertificate({
      certificate: { id, etag: certificate?.etag ?? '', name: 'Billing', description: 'moved' },
    });
    expect(renamed.certificate?.name).toBe('Billing');
    await certificates.deleteCertificate({ id, etag: renamed.certificate?.etag ?? '' });
    await expect(certificates.getCertificate({ id })).rejects.toThrow(/no certificate/);
    expect((await certificates.checkAvailability({ name: 'billing' })).nameProblem).toBeUndefined();
  });

  it('a list gives every certificate once, page by page, in the order asked for', async () => {
    const certificates = running.client(CertificateService, admin);
    for (const orderBy of ['name', 'name desc', 'expire_time', 'create_time desc']) {
      const names: string[] = [];
      let pageToken = '';
      do {
        const page = await certificates.listCertificates({ pageSize: 2, pageToken, orderBy });
        names.push(...page.certificates.map(({ name }) => name));
        pageToken = page.nextPageToken;
      } while (pageToken !== '');
      const whole = await certificates.listCertificates({ pageSize: 1000, orderBy });
      expect(names).toEqual(whole.certificates.map(({ name }) => name));
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('a repeated request answers with its first result and makes nothing new', async () => {
    const nodes = running.client(NodeService, admin);
    const requestId = crypto.randomUUID();
    const first = await nodes.createNode({ node: { name: 'repeated', mtlsEnabled: true }, requestId });
    const again = await nodes.createNode({ node: { name: 'repeated', mtlsEnabled: true }, requestId });
    expect(again).toEqual(first);
    expect((await nodes.listNodes({ search: 'repeated' })).nodes).toHaveLength(1);
  });

  it('a revoked or rotated token works no more, at once', async () => {
    const nodes = running.client(NodeService, admin);
    const { node, token } = await nodes.createNode({ node: { name: 'rotating', mtlsEnabled: true } });
    const runtime = running.client(RuntimeService, { token }, 'grpc');
    await runtime.fetchCertificate({});
    const rotated = await nodes.rotateNodeToken({ id: node?.id ?? '' });
    await expect(runtime.fetchCertificate({})).rejects.toThrow(/not known here/);
    await running.client(RuntimeService, { token: rotated.token }, 'grpc').fetchCertificate({});
  });

  it('signing out ends the session, at once', async () => {
    const session = await running.signIn('admin');
    const identity = running.client(IdentityService, session);
    await identity.getCaller({});
    await identity.signOut({});
    await expect(identity.getCaller({})).rejects.toThrow(/not known here/);
  });
});
