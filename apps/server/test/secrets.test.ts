import {
  CertificateService,
  ExportFormat,
  IdentityService,
  KeyType,
  NodeService,
  Permission,
  RuntimeService,
} from '@certkeep/contracts/connect';
import { createOpensslCa, createTestCa, describeOnEachDatabase, startServer } from '@certkeep/testing';
import { openDatabase } from '@certkeep/persistence';
import { createClient, type Interceptor } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { createPrivateKey } from 'node:crypto';
import { expect, it } from 'vitest';
import { password } from './running.js';

describeOnEachDatabase('secrets', (database) => {
  it('stand neither in the database nor in what the server prints', async () => {
    const { url } = await database.fresh();
    const server = await startServer({ env: { CERTKEEP_DATABASE_URL: url, CERTKEEP_LOG_LEVEL: 'debug' } });
    let cookie = '';
    const keepCookie: Interceptor = (next) => async (request) => {
      if (cookie !== '') request.header.set('cookie', cookie);
      const response = await next(request);
      cookie = response.header.get('set-cookie')?.split(';')[0] ?? cookie;
      return response;
    };
    const transport = createConnectTransport({
      baseUrl: server.httpUrl,
      httpVersion: '1.1',
      interceptors: [keepCookie],
    });
    const setupSecret = server.setupUrl?.split('#')[1] ?? '';
    await createClient(IdentityService, transport).completeSetup({ setupSecret, userName: 'admin', password });
    const passphrase = 'the passphrase of the key';
    const issued = await (await createTestCa()).issue({ commonName: 'secret' });
    const material = (text: string) => ({ passphrase, source: { case: 'paste' as const, value: { text } } });
    const certificates = createClient(CertificateService, transport);
    await certificates.createCertificate({
      material: material(issued.certificatePem + issued.encryptedKeyPem(passphrase)),
    });
    await certificates
      .createCertificate({ material: material(issued.certificatePem + issued.encryptedKeyPem('another passphrase')) })
      .catch(() => undefined);
    const other = await (await createTestCa()).issue({ commonName: 'other secret' });
    const text = other.certificatePem + other.encryptedKeyPem(passphrase);
    const files = { files: [{ name: 'other.pem', content: new TextEncoder().encode(text) }] };
    let created = 0;
    for await (const { event } of certificates.batchCreateCertificates({ files, passphrase })) {
      if (event.case === 'summary') ({ created } = event.value);
    }
    expect(created).toBe(1);
    const urlPassword = 'password-in-a-url';
    const probe = certificates.probeEndpoint({ url: `https://user:${urlPassword}@10.0.0.1` });
    await expect(probe).rejects.toThrow(/^((?!password-in).)*$/);
    const subject = { subject: 'CN=asked.example', keyType: KeyType.EC_P256 };
    const { signingRequest } = await certificates.createSigningRequest({ subject, requestId: crypto.randomUUID() });
    const ca = createOpensslCa();
    const { certificate } = await certificates.completeSigningRequest({
      material: { source: { case: 'paste', value: { text: ca.sign(signingRequest?.csrPem ?? '') } } },
      requestId: crypto.randomUUID(),
    });
    ca.close();
    const choosing = { name: 'choosing', mtlsEnabled: true, certificateId: certificate?.id ?? '' };
    const { token: choosingToken } = await createClient(NodeService, transport).createNode({ node: choosing });
    const bearer: Interceptor = (next) => (request) => {
      request.header.set('authorization', `Bearer ${choosingToken}`);
      return next(request);
    };
    const nodeTransport = createConnectTransport({
      baseUrl: server.httpUrl,
      httpVersion: '1.1',
      interceptors: [bearer],
    });
    const { result } = await createClient(RuntimeService, nodeTransport).fetchCertificate({});
    const madeHere = result.case === 'certificate' ? Buffer.from(result.value.privateKey) : Buffer.alloc(0);

    const identity = createClient(IdentityService, transport);
    const { caller } = await identity.getCaller({});
    const user = { id: caller?.id ?? '', extraPermissions: [Permission.KEYS_EXPORT] };
    await identity.updateUser({ user, updateMask: { paths: ['extra_permissions'] } });
    // What somebody may do has changed, so that they sign in again.
    cookie = '';
    await identity.signIn({ userName: 'admin', password });
    const exportPassphrase = 'the passphrase of the export';
    const exported = { definitionId: certificate?.definitions[0]?.id ?? '', passphrase: exportPassphrase };
    await certificates.exportCertificate({ ...exported, format: ExportFormat.PKCS12 });
    await certificates.exportCertificate({ ...exported, format: ExportFormat.PEM_WITH_KEY });

    const requestId = crypto.randomUUID();
    const { token } = await createClient(NodeService, transport).createNode({ node: { name: 'node' }, requestId });

    const scalar = createPrivateKey(issued.privateKeyPem).export({ format: 'jwk' }).d ?? '';
    const key = Buffer.from(scalar, 'base64url');
    const madeScalar =
      createPrivateKey({ key: madeHere, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' }).d ?? '';
    const madeKey = Buffer.from(madeScalar, 'base64url');
    const secrets: readonly Buffer[] = [
      key,
      madeKey,
      ...[
        madeScalar,
        madeKey.toString('hex'),
        madeKey.toString('base64'),
        scalar,
        key.toString('hex'),
        key.toString('base64'),
        passphrase,
        exportPassphrase,
        urlPassword,
        password,
        token,
        cookie.split('=')[1] ?? '',
        setupSecret,
      ].map((text) => Buffer.from(text)),
    ];
    const output = server.output().replace(/setup#\S+/, '');
    expect(secrets.filter((secret) => output.includes(secret.toString('latin1')))).toEqual([]);
    await server.stop();

    const opened = await openDatabase(url);
    for (const entity of Object.values(opened.entities)) {
      const rows: object[] = await opened.reader.getRepository<object>(entity).find();
      const stored = Buffer.concat(
        rows.flatMap((row) =>
          Object.values(row).map((value: unknown) =>
            value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(JSON.stringify([value])),
          ),
        ),
      );
      expect(secrets.filter((secret) => stored.includes(secret))).toEqual([]);
    }
    await opened.close();
  });
});
