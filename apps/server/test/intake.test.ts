import type { MessageInitShape } from '@bufbuild/protobuf';
import { Code } from '@connectrpc/connect';
import {
  CertificateService,
  EnvironmentService,
  MaterialSource,
  type BatchCreateCertificatesRequestSchema,
  type BatchCreateCertificatesResponse,
} from '@certkeep/contracts/connect';
import { createTestCa, describeOnEachDatabase, type IssuedCertificate, type TestCa } from '@certkeep/testing';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Running, type Credential } from './running.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const file = (name: string, text: string) => ({ name, content: bytes(text) });
const endpoint = (url: string, confirmedSha256Fingerprint = '') => ({
  source: { case: 'endpoint' as const, value: { url, confirmedSha256Fingerprint } },
});
const refused = (code: Code, text: RegExp) =>
  expect.objectContaining({ code, rawMessage: expect.stringMatching(text) as unknown }) as Error;

describeOnEachDatabase('material comes in', (database) => {
  let running: Running;
  let admin: Credential;
  let ca: TestCa;
  let peer: Server;
  let shown: IssuedCertificate;
  beforeAll(async () => {
    running = await Running.start((await database.fresh()).url, { CERTKEEP_EGRESS_ALLOW: '127.0.0.0/8' });
    admin = await running.setUp();
    ca = await createTestCa();
    shown = await ca.issue({ commonName: 'shown.example', dnsNames: ['shown.example'] });
    peer = createServer({ cert: shown.certificatePem + ca.certificatePem, key: shown.privateKeyPem });
    peer.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    peer.close();
    await running.stop();
  });
  const certificates = () => running.client(CertificateService, admin);
  const url = () => `https://127.0.0.1:${(peer.address() as AddressInfo).port}`;
  const batch = async (request: MessageInitShape<typeof BatchCreateCertificatesRequestSchema>) => {
    const events: BatchCreateCertificatesResponse['event'][] = [];
    for await (const { event } of certificates().batchCreateCertificates(request)) events.push(event);
    const verdicts = events.flatMap((event) => (event.case === 'verdict' ? [event.value] : []));
    const last = events.at(-1);
    return { events, verdicts, summary: last?.case === 'summary' ? last.value : undefined };
  };

  it('from a server, which is shown first and stored as it was confirmed', async () => {
    const probed = await certificates().probeEndpoint({ url: url() });
    expect(probed).toMatchObject({ verified: false, address: '127.0.0.1', tlsVersion: 'TLSv1.3' });
    expect(probed.verificationError).toMatch(/API_MANAGER/);
    expect(probed.inspection?.leaf?.subject).toBe('CN=shown.example');
    expect(probed.inspection?.chain).toHaveLength(1);
    const fingerprint = probed.inspection?.leaf?.sha256Fingerprint ?? '';

    const create = (confirmed: string) => certificates().createCertificate({ material: endpoint(url(), confirmed) });
    await expect(create('')).rejects.toThrow(refused(Code.InvalidArgument, /Fetch the certificate first/));
    await expect(create('00'.repeat(32))).rejects.toThrow(refused(Code.InvalidArgument, /now presents another/));
    const colons = fingerprint.toUpperCase().replaceAll(/(..)(?=.)/g, '$1:');
    const { certificate } = await create(colons);
    expect(certificate).toMatchObject({ name: 'shown.example' });
    expect(certificate?.definitions[0]).toMatchObject({ source: MaterialSource.HTTPS });
    expect(certificate?.definitions[0]?.currentVersion?.hasPrivateKey).toBe(false);
    const again = await certificates().inspectMaterial({ material: endpoint(url()) });
    expect(again.inspection?.sameCertificate?.name).toBe('shown.example');
  });

  it('from nowhere that is not open to everybody', async () => {
    for (const target of ['https://10.0.0.1', 'ldaps://[::1]', 'https://169.254.169.254/latest/meta-data']) {
      await expect(certificates().probeEndpoint({ url: target })).rejects.toThrow(
        refused(Code.PermissionDenied, /CERTKEEP_EGRESS_ALLOW/),
      );
      await expect(certificates().createCertificate({ material: endpoint(target, '00') })).rejects.toThrow(
        refused(Code.PermissionDenied, /CERTKEEP_EGRESS_ALLOW/),
      );
    }
    await expect(certificates().probeEndpoint({ url: 'http://example.org' })).rejects.toThrow(
      refused(Code.InvalidArgument, /https:\/\/ or ldaps:\/\//),
    );
  });

  it(
    'as two hundred files, paired by key, each with its verdict, and one bad one stops nothing',
    { timeout: 60_000 },
    async () => {
      const issued = await Promise.all(
        Array.from({ length: 99 }, (_, index) => ca.issue({ commonName: `batch-${index}.example` })),
      );
      const files = [
        ...issued.map(({ certificatePem }, index) => file(`${index}.crt`, certificatePem)),
        ...issued.map(({ privateKeyPem }, index) => file(`${index}.key`, privateKeyPem)),
        file('broken.pem', 'nothing'),
        file('ca.pem', ca.certificatePem),
      ];
      const before = (await certificates().listCertificates({ pageSize: 1000 })).certificates.length;
      const trial = await batch({ files: { files }, validateOnly: true });
      expect(trial.summary).toMatchObject({ created: 99, refused: 1 });
      expect((await certificates().listCertificates({ pageSize: 1000 })).certificates).toHaveLength(before);

      const { events, verdicts, summary } = await batch({ files: { files } });
      expect(summary).toMatchObject({ created: 99, refused: 1 });
      expect(verdicts.map(({ fileName }) => fileName).sort()).toEqual(files.map(({ name }) => name).sort());
      expect(verdicts.filter(({ problem }) => problem !== undefined).map(({ fileName }) => fileName)).toEqual([
        'broken.pem',
      ]);
      const of = (name: string) => verdicts.find(({ fileName }) => fileName === name)?.certificate;
      expect(of('7.key')?.id).toBe(of('7.crt')?.id);
      expect(of('7.key')?.definitions[0]?.currentVersion?.hasPrivateKey).toBe(true);
      const progress = events.flatMap((event) => (event.case === 'progress' ? [event.value.done] : []));
      expect(progress).toEqual(progress.toSorted((one, other) => one - other));
      expect(progress.at(-1)).toBe(files.length);

      const repeated = await batch({ files: { files } });
      expect(repeated.summary).toMatchObject({ created: 0, refused: 100 });
      expect(repeated.verdicts[1]?.problem?.metadata['existing_name']).toBeDefined();
    },
  );

  it('as files whose names are taken, and gets numbers', async () => {
    const [one, two] = await Promise.all([ca.issue({ commonName: 'twin' }), ca.issue({ commonName: 'twin' })]);
    const files = [file('a.crt', one.certificatePem), file('b.crt', two.certificatePem)];
    const { verdicts } = await batch({ files: { files } });
    expect(verdicts.map(({ certificate }) => certificate?.name).sort()).toEqual(['twin', 'twin (2)']);
  });

  it('once, however often the same call is made', async () => {
    const certificate = await ca.issue({ commonName: 'once.example' });
    const request = {
      files: { files: [file('a.crt', certificate.certificatePem)] },
      requestId: '0193c5a6-3a44-7b6e-9f10-6f0a9d3f2b11',
    };
    const [first, second] = [await batch(request), await batch(request)];
    expect(second.verdicts[0]?.certificate?.id).toBe(first.verdicts[0]?.certificate?.id);
    expect(second.summary).toMatchObject({ created: 1, refused: 0 });
  });

  it('never in more than can be read', async () => {
    await expect(batch({ files: { files: [] } })).rejects.toThrow(refused(Code.InvalidArgument, /at least one/));
    const many = Array.from({ length: 1001 }, (_, index) => file(`${index}`, 'x'));
    await expect(batch({ files: { files: many } })).rejects.toThrow(refused(Code.InvalidArgument, /1001 files/));
    const large = [file('large', 'x'.repeat(3 * 1024 * 1024 + 1))];
    await expect(batch({ files: { files: large } })).rejects.toThrow(refused(Code.InvalidArgument, /3,145,729 bytes/));
  });

  it('into the environments that it is for, under an alias that is free there', async () => {
    const environment = (await running.client(EnvironmentService, admin).listEnvironments({})).environments[0];
    const environmentIds = [environment?.id ?? ''];
    const [one, two, three] = await Promise.all(
      ['env-one', 'env-two', 'env-three'].map((commonName) => ca.issue({ commonName })),
    );
    const material = (issued: IssuedCertificate | undefined) => ({
      source: { case: 'paste' as const, value: { text: issued?.certificatePem ?? '' } },
    });
    const { certificate } = await certificates().createCertificate({
      material: material(one),
      alias: 'Gate',
      environmentIds,
    });
    expect(certificate?.definitions[0]).toMatchObject({ alias: 'Gate', environmentIds, defaultDefinition: false });

    const { aliasProblem } = await certificates().checkAvailability({ alias: 'GATE', environmentIds });
    expect(aliasProblem).toMatchObject({ field: 'alias', message: expect.stringMatching(/env-one/) as unknown });
    expect((await certificates().checkAvailability({ alias: 'GATE' })).aliasProblem).toBeUndefined();
    expect((await certificates().checkAvailability({ alias: 'free', environmentIds })).aliasProblem).toBeUndefined();
    const taken = certificates().createCertificate({ material: material(two), alias: 'gate', environmentIds });
    await expect(taken).rejects.toThrow(refused(Code.AlreadyExists, /“env-one” has the alias/));
    const elsewhere = { material: material(three), environmentIds: ['0193c5a6-3a44-7b6e-9f10-6f0a9d3f2b11'] };
    await expect(certificates().createCertificate(elsewhere)).rejects.toThrow(refused(Code.NotFound, /environment/));

    const { id = '', etag = '' } = certificate ?? {};
    await certificates().deleteCertificate({ id, etag });
    const again = await certificates().createCertificate({ material: material(two), alias: 'gate', environmentIds });
    expect(again.certificate?.definitions[0]?.alias).toBe('gate');
  });

  it('and is shown whole, with the text that OpenSSL would print', async () => {
    const leaf = await ca.issue({ commonName: 'whole.example' });
    const material = { source: { case: 'paste' as const, value: { text: leaf.certificatePem } } };
    const { certificate } = await certificates().createCertificate({ material });
    const got = await certificates().getCertificate({ id: certificate?.id ?? '' });
    expect(got.certificate?.definitions[0]?.currentVersion?.leaf?.text).toMatch(/^Certificate:\n {4}Data:\n/);
    expect(certificate?.definitions[0]?.currentVersion?.leaf?.text).toBe('');
  });
});
