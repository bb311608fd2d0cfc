import { AcknowledgementStage, AuditService } from '@certkeep/contracts/connect';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { describeOnEachDatabase } from '@certkeep/testing';
import { Code, ConnectError } from '@connectrpc/connect';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { refusalOf } from '../refusal.js';
import type { WatchedNode } from '../watched-node.js';
import { SecureWork, type Shown } from './secure-work.js';

describeOnEachDatabase('a node that connects with a client certificate', (database) => {
  let secure: SecureWork;
  beforeAll(async () => {
    secure = await SecureWork.start((await database.fresh()).url);
  });
  afterEach(() => {
    secure.hangUp();
  });
  afterAll(() => secure.stop());

  const fetchedBy = async (shown: Shown) => {
    const { result } = await secure.runtimeOf(shown).fetchCertificate({});
    return result.case === 'certificate' ? result.value.sha256Fingerprint : undefined;
  };
  const endOf = async (watched: WatchedNode) => {
    try {
      for (;;) await watched.next();
    } catch (error) {
      return ConnectError.from(error);
    }
  };

  it('fetches, watches and acknowledges without a token', async () => {
    const { certificate, presented } = await secure.nodeWithCertificate();
    expect(await fetchedBy({ certificate })).toBe(presented.sha256);
    const { revision, sha256Fingerprint } = await secure.watching({ certificate }).certificate();
    expect(sha256Fingerprint).toBe(presented.sha256);
    await secure
      .runtimeOf({ certificate })
      .acknowledgeRevision({ revision, stage: AcknowledgementStage.USED, sha256Fingerprint });
  });

  it('is taken for the node of the token that it sends as well, and refused with a wrong one', async () => {
    const { certificate, presented } = await secure.nodeWithCertificate();
    const other = await secure.nodeWithCertificate();
    expect(await fetchedBy({ token: other.token })).toBe(other.presented.sha256);
    expect(await fetchedBy({ certificate, token: other.token })).toBe(other.presented.sha256);
    expect(await fetchedBy({ certificate })).toBe(presented.sha256);
    const wrong = fetchedBy({ certificate, token: `ckn_${'A'.repeat(43)}` });
    expect(await refusalOf(wrong)).toMatchObject({ reason: 'CREDENTIAL_INVALID' });
  });

  it('is refused with a certificate that nobody added, and without any', async () => {
    const stranger = await secure.work.issue();
    const refused = await refusalOf(fetchedBy({ certificate: stranger }));
    expect(refused).toMatchObject({ reason: 'CREDENTIAL_INVALID', metadata: { sha256_fingerprint: stranger.sha256 } });
    expect(await refusalOf(fetchedBy({}))).toMatchObject({ reason: 'CREDENTIAL_MISSING' });
  });

  it('is not taken for another by what its headers say', async () => {
    const { certificate } = await secure.nodeWithCertificate();
    const pem = encodeURIComponent(certificate.certificatePem);
    const headers = { 'x-forwarded-client-cert': `Cert="${pem}"`, 'ssl-client-cert': pem, 'x-ssl-client-cert': pem };
    expect(await refusalOf(fetchedBy({ headers }))).toMatchObject({ reason: 'CREDENTIAL_MISSING' });
  });

  it('needs the private key: another key with the same names is another certificate', async () => {
    const { certificate } = await secure.nodeWithCertificate();
    const other = await secure.work.issue();
    const stolen = { certificatePem: certificate.certificatePem, privateKeyPem: other.privateKeyPem };
    await expect(fetchedBy({ certificate: stolen })).rejects.toThrow();
  });

  it('is shown the door once its certificate is removed, and goes on with another one', async () => {
    const { node, certificate, added, presented } = await secure.nodeWithCertificate();
    const next = await secure.work.issue();
    await secure.added(node.id, next);
    const [before, after] = [secure.watching({ certificate }), secure.watching({ certificate: next })];
    await Promise.all([before.certificate(), after.certificate()]);
    await secure.work.nodes.removeNodeClientCertificate({ id: added.id });
    expect(await endOf(before)).toMatchObject({ code: Code.Unauthenticated });
    expect(await refusalOf(fetchedBy({ certificate }))).toMatchObject({ reason: 'CREDENTIAL_INVALID' });
    expect(await after.next()).toMatchObject({ kind: 'heartbeat' });
    expect(await fetchedBy({ certificate: next })).toBe(presented.sha256);
  });

  it('is shown the door once its certificate has expired', async () => {
    const { node } = await secure.nodeWithCertificate();
    const certificate = await secure.work.ca.issue({ commonName: 'short', notAfter: new Date(Date.now() + 1000) });
    await secure.added(node.id, certificate);
    const watched = secure.watching({ certificate });
    await watched.certificate();
    expect(await refusalOf(endOf(watched).then((end) => Promise.reject(end)))).toMatchObject({
      reason: 'CREDENTIAL_EXPIRED',
    });
    expect(await refusalOf(fetchedBy({ certificate }))).toMatchObject({ reason: 'CREDENTIAL_EXPIRED' });
  });

  it('is listed with its certificates, and who added them stands in the audit log', async () => {
    const { node, certificate, added } = await secure.nodeWithCertificate();
    const { clientCertificates } = await secure.work.nodes.listNodeClientCertificates({ nodeId: node.id });
    expect(clientCertificates).toEqual([added]);
    expect(added).toMatchObject({ nodeId: node.id, sha256Fingerprint: certificate.sha256 });
    expect(added.expireTime && timestampDate(added.expireTime).getTime()).toBeGreaterThan(Date.now());
    await secure.work.nodes.removeNodeClientCertificate({ id: added.id });
    const audit = secure.work.running.client(AuditService, secure.work.admin);
    const { events } = await audit.listEvents({ targetId: node.id });
    const details = { client_certificate: added.id, sha256: certificate.sha256 };
    for (const action of ['node.client_certificate.add', 'node.client_certificate.remove']) {
      expect(events).toContainEqual(expect.objectContaining({ action, details }));
    }
  });
});
