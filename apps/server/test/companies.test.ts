import { Code, ConnectError } from '@connectrpc/connect';
import { CertificateService, ErrorInfoSchema, IdentityService, NodeService } from '@certkeep/contracts/connect';
import { createTestCa, describeOnEachDatabase } from '@certkeep/testing';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Running, type Credential } from './running.js';

const run = promisify(execFile);
const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));

describeOnEachDatabase('several companies in one installation', (database) => {
  let running: Running;
  let first: Credential;
  let second: Credential;
  let url: string;
  const certkeep = (...args: string[]) =>
    run(process.execPath, [program, ...args], {
      env: { ...process.env, CERTKEEP_DATA_DIR: running.dataDir, CERTKEEP_DATABASE_URL: url },
    });
  beforeAll(async () => {
    ({ url } = await database.fresh());
    running = await Running.start(url);
    first = await running.setUp();
    const { stdout } = await certkeep('company', 'create', 'acme', '--name', 'Acme Ltd');
    second = await running.setUp(/http\S+/.exec(stdout)?.[0]);
  });
  afterAll(() => running.stop());

  const refused = async (call: Promise<unknown>) => {
    const failure = await call.then(
      () => undefined,
      (error: unknown) => ConnectError.from(error),
    );
    return { code: failure?.code, reason: failure?.findDetails(ErrorInfoSchema)[0]?.reason };
  };
  const notFound = { code: Code.NotFound, reason: 'NOT_FOUND' };

  it('a company made at the command line has an admin of its own while the server runs', async () => {
    const { caller } = await running.client(IdentityService, second).getCaller({});
    expect(caller?.company).toMatchObject({ slug: 'acme', name: 'Acme Ltd' });
    const { stdout } = await certkeep('company', 'list');
    expect(stdout).toBe('acme\tAcme Ltd\nmain\tMy company\n');
  });

  it('a short name that is taken is refused in one sentence', async () => {
    await expect(certkeep('company', 'create', 'acme')).rejects.toMatchObject({
      stderr: 'There is a company “acme” already. Choose another short name.\n',
    });
  });

  it('another company’s ids are as if they were not there', async () => {
    const issued = await (await createTestCa()).issue({ commonName: 'ours' });
    const text = issued.certificatePem + issued.privateKeyPem;
    const material = { source: { case: 'paste' as const, value: { text } } };
    const { certificate } = await running
      .client(CertificateService, first)
      .createCertificate({ material, primary: true });
    const { node } = await running.client(NodeService, first).createNode({ node: { name: 'ours', mtlsEnabled: true } });
    const id = certificate?.id ?? '';
    const certificates = running.client(CertificateService, second);
    const nodes = running.client(NodeService, second);

    expect((await certificates.listCertificates({})).certificates).toEqual([]);
    expect((await nodes.listNodes({})).nodes).toEqual([]);
    for (const call of [
      () => certificates.getCertificate({ id }),
      () => certificates.updateCertificate({ certificate: { id, name: 'theirs' } }),
      () => certificates.deleteCertificate({ id, acknowledgeNodes: true }),
      () => certificates.setPrimaryCertificate({ id }),
      () => certificates.clearPrimaryCertificate({ id }),
      () => nodes.createNode({ node: { name: 'theirs', certificateId: id } }),
      () => nodes.getNode({ id: node?.id ?? '' }),
      () => nodes.deleteNode({ id: node?.id ?? '' }),
      () => nodes.rotateNodeToken({ id: node?.id ?? '' }),
    ]) {
      expect(await refused(call())).toEqual(notFound);
    }
    const stored = await running.client(CertificateService, first).getCertificate({ id });
    expect(stored.certificate).toMatchObject({ name: 'ours', primary: true });
  });

  it('the same certificate and the same names can be in both', async () => {
    const issued = await (await createTestCa()).issue({ commonName: 'shared' });
    const material = { source: { case: 'paste' as const, value: { text: issued.certificatePem } } };
    for (const credential of [first, second]) {
      await running.client(CertificateService, credential).createCertificate({ name: 'Shared', material });
    }
  });

  it('people say which company they mean when they sign in', async () => {
    expect(await refused(running.signIn('admin'))).toMatchObject({ reason: 'FIELD_INVALID' });
    const session = await running.signIn('admin', 'acme');
    const { caller } = await running.client(IdentityService, session).getCaller({});
    expect(caller?.company?.slug).toBe('acme');
    expect(await refused(running.signIn('admin', 'nobody'))).toMatchObject({ reason: 'CREDENTIAL_INVALID' });
  });
});
