import { Code } from '@connectrpc/connect';
import {
  CertificateService,
  KeyType,
  MaterialSource,
  NodeService,
  Permission,
  RuntimeService,
  SigningRequestState,
  type SigningRequest,
} from '@certkeep/contracts/connect';
import { createOpensslCa, describeOnEachDatabase, type OpensslCa } from '@certkeep/testing';
import { createPrivateKey, randomUUID, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Running, type Credential } from './running.js';

const paste = (text: string) => ({ source: { case: 'paste' as const, value: { text } } });
const file = (name: string, text: string) => ({ name, content: new TextEncoder().encode(text) });
const refused = (code: Code, text: RegExp) =>
  expect.objectContaining({ code, rawMessage: expect.stringMatching(text) as unknown }) as Error;
const subjectOf = (host: string, keyType = KeyType.EC_P256) => ({
  subject: `CN=${host},O=Example`,
  dnsNames: [host],
  ipAddresses: ['192.0.2.1'],
  keyType,
});

describeOnEachDatabase('a certificate is asked for', (database) => {
  let running: Running;
  let admin: Credential;
  let service: Credential;
  let ca: OpensslCa;
  beforeAll(async () => {
    running = await Running.start((await database.fresh()).url);
    admin = await running.setUp();
    service = await running.serviceOf(admin, 'signing', [Permission.CERTIFICATES_READ, Permission.CERTIFICATES_WRITE]);
    ca = createOpensslCa();
  });
  afterAll(async () => {
    ca.close();
    await running.stop();
  });

  const certificates = () => running.client(CertificateService, service, 'grpc');
  const ask = async (host: string, keyType?: KeyType) =>
    present((await certificates().createSigningRequest({ subject: subjectOf(host, keyType) })).signingRequest);
  const renewalOf = async (definitionId: string, sameKey = false) =>
    present((await certificates().createSigningRequest({ definitionId, sameKey })).signingRequest);
  const complete = (id: string, pem: string, confirmName = '') =>
    certificates().completeSigningRequest({ id, material: paste(pem), cascade: { confirmName } });
  const requestOf = async (id: string) => {
    const { signingRequests } = await certificates().listSigningRequests({ pageSize: 1000 });
    return present(signingRequests.find((each) => each.id === id));
  };
  const signedNew = async (host: string) => {
    const request = await ask(host);
    const { certificate } = await complete(request.id, ca.sign(request.csrPem));
    return { request, certificate: present(certificate), definition: present(certificate?.definitions[0]) };
  };
  /** What a node gets: that the key fits its certificate shows that it was sealed for the right version. */
  const servedToNode = async (certificateId: string) => {
    const node = { name: randomUUID(), mtlsEnabled: true, certificateId };
    const { token } = await running.client(NodeService, admin).createNode({ node });
    const { result } = await running.client(RuntimeService, { token }, 'grpc').fetchCertificate({});
    if (result.case !== 'certificate') throw new Error('no certificate');
    const leaf = new X509Certificate(result.value.leaf);
    const key = createPrivateKey({ key: Buffer.from(result.value.privateKey), format: 'der', type: 'pkcs8' });
    expect(leaf.checkPrivateKey(key)).toBe(true);
    return leaf;
  };

  it.each([KeyType.EC_P256, KeyType.RSA_2048, KeyType.ED25519, KeyType.ED448])(
    'signed by an authority, comes back, and a node fetches it with its key (%s)',
    async (keyType) => {
      const host = `kind-${keyType}.example.org`;
      const request = await ask(host, keyType);
      expect(request).toMatchObject({
        name: host,
        certificateId: '',
        definitionId: '',
        state: SigningRequestState.PENDING,
        subject: subjectOf(host, keyType),
      });
      const signed = ca.sign(request.csrPem);
      const { certificate, signingRequest, warnings } = await complete(request.id, signed + ca.certificatePem);
      expect(certificate).toMatchObject({ name: host, primary: false });
      expect(certificate?.definitions[0]).toMatchObject({ alias: host, source: MaterialSource.SIGNING_REQUEST });
      expect(certificate?.definitions[0]?.currentVersion).toMatchObject({ number: 1n, hasPrivateKey: true });
      expect(signingRequest).toMatchObject({
        state: SigningRequestState.COMPLETED,
        certificateId: certificate?.id,
        definitionId: certificate?.definitions[0]?.id,
      });
      expect(warnings.map(({ code }) => code)).toEqual(['SIGNING_REQUEST_ANSWERED']);
      const leaf = await servedToNode(certificate?.id ?? '');
      expect(leaf.raw).toEqual(new X509Certificate(signed).raw);
      expect(leaf.subjectAltName).toBe(`DNS:${host}, IP Address:192.0.2.1`);
    },
  );

  it('once more with a new key, and the definition goes on with it', async () => {
    const { certificate, definition } = await signedNew('renewed.example.org');
    const request = await renewalOf(definition.id);
    expect(request).toMatchObject({
      name: 'renewed.example.org',
      certificateId: certificate.id,
      definitionId: definition.id,
      subject: subjectOf('renewed.example.org'),
    });
    const before = await servedToNode(certificate.id);
    const signed = ca.sign(request.csrPem);
    const { certificate: renewed } = await complete(request.id, signed, certificate.name);
    expect(renewed?.id).toBe(certificate.id);
    expect(renewed?.definitions[0]?.currentVersion).toMatchObject({ number: 2n, hasPrivateKey: true });
    const after = await servedToNode(certificate.id);
    expect(after.raw).toEqual(new X509Certificate(signed).raw);
    expect(after.publicKey.equals(before.publicKey)).toBe(false);
    expect(after.subject).toBe(before.subject);
    expect(after.subjectAltName).toBe(before.subjectAltName);
  });

  it('once more with the same key', async () => {
    const { certificate, definition } = await signedNew('same-key.example.org');
    const before = await servedToNode(certificate.id);
    const request = await renewalOf(definition.id, true);
    await complete('', ca.sign(request.csrPem), certificate.name);
    const after = await servedToNode(certificate.id);
    expect(after.publicKey.equals(before.publicKey)).toBe(true);
    expect(after.serialNumber).not.toBe(before.serialNumber);
  });

  it('once more with the same key, where there is none, and is refused', async () => {
    const { certificate } = await certificates().createCertificate({ material: paste(ca.certificatePem) });
    const definitionId = certificate?.definitions[0]?.id ?? '';
    await expect(renewalOf(definitionId, true)).rejects.toThrow(
      refused(Code.FailedPrecondition, /no private key here/),
    );
    expect((await renewalOf(definitionId)).subject?.subject).toBe('CN=Certkeep signing authority');
  });

  it('for a name that is taken, for nothing, or with a subject that means nothing, and is refused', async () => {
    await signedNew('taken.example.org');
    const create = (request: Parameters<ReturnType<typeof certificates>['createSigningRequest']>[0]) =>
      certificates().createSigningRequest(request);
    await expect(create({ subject: subjectOf('TAKEN.example.org') })).rejects.toThrow(
      refused(Code.AlreadyExists, /already called/),
    );
    await expect(create({})).rejects.toThrow(refused(Code.InvalidArgument, /Nothing names/));
    await expect(create({ subject: { ...subjectOf('x'), keyType: KeyType.UNSPECIFIED } })).rejects.toThrow(
      refused(Code.InvalidArgument, /kind of key is missing/),
    );
    await expect(create({ subject: { subject: 'CN=' } })).rejects.toThrow(refused(Code.InvalidArgument, /no value/));
    await expect(create({ definitionId: randomUUID() })).rejects.toThrow(refused(Code.NotFound, /no definition/));
    await expect(create({ sameKey: true, subject: subjectOf('x') })).rejects.toThrow(
      refused(Code.InvalidArgument, /no key yet/),
    );
  });

  it('and its name is taken meanwhile: it gets a number', async () => {
    const [one, two] = [await ask('twice.example.org'), await ask('twice.example.org')];
    await complete(one.id, ca.sign(one.csrPem));
    const { certificate } = await complete(two.id, ca.sign(two.csrPem));
    expect(certificate?.name).toBe('twice.example.org (2)');
  });

  it('and another certificate comes back, which is refused with what to do', async () => {
    const [one, two] = [await ask('one.example.org'), await ask('two.example.org')];
    await expect(complete(one.id, ca.sign(two.csrPem))).rejects.toThrow(
      refused(Code.FailedPrecondition, /another key than the signing request “one.example.org”.*“two.example.org”/),
    );
    const gone = await ask('gone.example.org');
    const signed = ca.sign(gone.csrPem);
    await certificates().cancelSigningRequest({ id: gone.id });
    await expect(complete('', signed)).rejects.toThrow(refused(Code.FailedPrecondition, /No pending signing request/));
    await expect(complete(randomUUID(), signed)).rejects.toThrow(refused(Code.NotFound, /no signing request/));
    await expect(complete(two.id, ca.sign(two.csrPem, { digest: 'sha1' }))).rejects.toThrow(
      refused(Code.InvalidArgument, /can be forged/),
    );
    expect((await requestOf(one.id)).state).toBe(SigningRequestState.PENDING);
  });

  it('and cancelled, once and for all: its key is destroyed', async () => {
    const request = await ask('cancelled.example.org');
    await expect(certificates().cancelSigningRequest({ id: request.id, etag: '"9"' })).rejects.toThrow(
      refused(Code.Aborted, /changed by somebody else/),
    );
    const { signingRequest } = await certificates().cancelSigningRequest({ id: request.id, etag: request.etag });
    expect(signingRequest?.state).toBe(SigningRequestState.CANCELLED);
    await expect(complete(request.id, ca.sign(request.csrPem))).rejects.toThrow(
      refused(Code.FailedPrecondition, /was cancelled/),
    );
    await expect(certificates().cancelSigningRequest({ id: request.id })).rejects.toThrow(
      refused(Code.FailedPrecondition, /was cancelled/),
    );
  });

  it('and dropped where new certificates go in, finds its request', async () => {
    const request = await ask('dropped.example.org');
    const signed = ca.sign(request.csrPem);
    const { inspection } = await certificates().inspectMaterial({ material: paste(signed) });
    expect(inspection?.signingRequest).toMatchObject({ id: request.id, name: request.name, certificateId: '' });
    expect(inspection?.warnings.map(({ code }) => code)).not.toContain('TRUST_ONLY');
    const trial = await certificates().createCertificate({ material: paste(signed), validateOnly: true });
    expect(trial.certificate?.definitions[0]?.currentVersion?.hasPrivateKey).toBe(true);
    expect((await requestOf(request.id)).state).toBe(SigningRequestState.PENDING);

    const labels = { team: 'payments' };
    const { certificate, warnings } = await certificates().createCertificate({ material: paste(signed), labels });
    expect(certificate).toMatchObject({ name: 'dropped.example.org', labels });
    expect(warnings[0]?.message).toContain('answers the signing request “dropped.example.org”');
    await servedToNode(certificate?.id ?? '');
    expect(await requestOf(request.id)).toMatchObject({
      state: SigningRequestState.COMPLETED,
      certificateId: certificate?.id,
    });
  });

  it('and dropped among many files, finds what it renews', async () => {
    const { certificate, definition } = await signedNew('among-many.example.org');
    const renewal = await renewalOf(definition.id);
    const fresh = await ask('fresh.example.org');
    const files = [file('a.crt', ca.sign(renewal.csrPem)), file('b.crt', ca.sign(fresh.csrPem))];
    const made = new Map<string, string>();
    for await (const { event } of certificates().batchCreateCertificates({ files: { files } })) {
      if (event.case === 'verdict') made.set(event.value.fileName, event.value.certificate?.id ?? '');
    }
    expect(made.get('a.crt')).toBe(certificate.id);
    expect((await requestOf(fresh.id)).certificateId).toBe(made.get('b.crt'));
    const { certificate: renewed } = await certificates().getCertificate({ id: certificate.id });
    expect(renewed?.definitions[0]?.currentVersion?.number).toBe(2n);
  });

  it('twice by the same call, and there is one request', async () => {
    const requestId = randomUUID();
    const create = () => certificates().createSigningRequest({ subject: subjectOf('repeated.example.org'), requestId });
    const [first, second] = [await create(), await create()];
    expect(second).toEqual(first);
    const id = present(first.signingRequest).id;
    const material = paste(ca.sign(present(first.signingRequest).csrPem));
    const completion = { id, material, requestId: randomUUID() };
    const done = await certificates().completeSigningRequest(completion);
    expect(await certificates().completeSigningRequest(completion)).toEqual(done);
  });

  it('and completed twice at once: there is one certificate', async () => {
    const request = await ask('raced.example.org');
    const signed = ca.sign(request.csrPem);
    const outcomes = await Promise.allSettled([
      complete(request.id, signed),
      complete('', signed),
      certificates().createCertificate({ material: paste(signed) }),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const { certificates: found } = await certificates().listCertificates({ filter: { search: 'raced.example' } });
    expect(found).toHaveLength(1);
  });

  it('for a certificate that is deleted before it comes back', async () => {
    const { certificate, definition } = await signedNew('deleted.example.org');
    const request = await renewalOf(definition.id);
    await certificates().deleteCertificate({ id: certificate.id });
    await expect(complete(request.id, ca.sign(request.csrPem))).rejects.toThrow(
      refused(Code.NotFound, /“deleted.example.org”, which this signing request renews, is deleted/),
    );
  });

  it('and listed, newest first, page by page, of one certificate or in one state', async () => {
    const { certificate, definition } = await signedNew('listed.example.org');
    const asked: SigningRequest[] = [];
    for (let count = 0; count < 5; count++) asked.push(await renewalOf(definition.id));
    await certificates().cancelSigningRequest({ id: asked[1]?.id ?? '' });
    const pending = { certificateId: certificate.id, states: [SigningRequestState.PENDING] };
    const ids: string[] = [];
    let pageToken = '';
    do {
      const page = await certificates().listSigningRequests({ ...pending, pageSize: 3, pageToken });
      ids.push(...page.signingRequests.map(({ id }) => id));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect(ids).toEqual([4, 3, 2, 0].map((index) => asked[index]?.id));
    const all = await certificates().listSigningRequests({ certificateId: certificate.id });
    expect(all.signingRequests).toHaveLength(6);
    const wrong = certificates().listSigningRequests({ ...pending, pageToken: 'AAAA' });
    await expect(wrong).rejects.toThrow(refused(Code.InvalidArgument, /page token/));
  });
});

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('nothing is there');
  return value;
}
