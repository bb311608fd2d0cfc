import { Code, ConnectError } from '@connectrpc/connect';
import {
  AuditService,
  CertificateService,
  EnvironmentService,
  ErrorInfoSchema,
  ExportFormat,
  NodeService,
  RuntimeService,
  type Certificate,
} from '@certkeep/contracts/connect';
import { createTestCa, describeOnEachDatabase, type IssuedCertificate, type TestCa } from '@certkeep/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Running, type Credential } from './running.js';

const material = (...pem: readonly string[]) => ({
  source: { case: 'paste' as const, value: { text: pem.join('') } },
});
const withKey = ({ certificatePem, privateKeyPem }: IssuedCertificate) => material(certificatePem, privateKeyPem);

/** The reason of a call's refusal, as ErrorInfo has it; empty when it was not refused. */
async function reasonOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return '';
  } catch (error) {
    return ConnectError.from(error).findDetails(ErrorInfoSchema)[0]?.reason ?? Code[ConnectError.from(error).code];
  }
}

describeOnEachDatabase('the life of a certificate', (database) => {
  let running: Running;
  let admin: Credential;
  let ca: TestCa;
  let apiManager: string;
  beforeAll(async () => {
    running = await Running.start((await database.fresh()).url);
    admin = await running.setUp();
    ca = await createTestCa();
    const { environments } = await running.client(EnvironmentService, admin).listEnvironments({});
    apiManager = environments[0]?.id ?? '';
  });
  afterAll(() => running.stop());

  const certificates = () => running.client(CertificateService, admin);
  const create = async (name: string, dnsNames: readonly string[] = [`${name}.example`], rest: object = {}) => {
    const issued = await ca.issue({ commonName: name, dnsNames: [...dnsNames] });
    const { certificate } = await certificates().createCertificate({ name, material: withKey(issued), ...rest });
    if (certificate === undefined) throw new Error('nothing was created');
    return { certificate, issued, definition: definitionOf(certificate) };
  };
  const definitionOf = ({ definitions: [first] }: Certificate) => {
    if (first === undefined) throw new Error('a certificate has a definition');
    return first;
  };
  const read = async (id: string) => {
    const { certificate } = await certificates().getCertificate({ id });
    if (certificate === undefined) throw new Error('it is gone');
    return certificate;
  };
  const nodeChoosing = async (certificateId: string, environmentId = '') => {
    const { node, token } = await running
      .client(NodeService, admin)
      .createNode({ node: { name: `node ${randomUUID()}`, mtlsEnabled: true, certificateId, environmentId } });
    const fetched = async () => {
      const { result } = await running.client(RuntimeService, { token }, 'grpc').fetchCertificate({});
      return result.case === 'certificate' ? Buffer.from(result.value.leaf) : undefined;
    };
    return { id: node?.id ?? '', name: node?.name ?? '', fetched };
  };

  describe('new material', () => {
    it('becomes the next version and reaches the node that presents it, once its name is typed', async () => {
      const { certificate, definition, issued } = await create('next');
      const node = await nodeChoosing(certificate.id);
      expect(await node.fetched()).toEqual(Buffer.from(issued.certificateDer));
      const renewed = await ca.issue({ commonName: 'next', dnsNames: ['next.example'] });
      const request = { definitionId: definition.id, material: withKey(renewed) };
      expect(await reasonOf(certificates().replaceMaterial(request))).toBe('CONFIRMATION_MISMATCH');
      expect(await node.fetched()).toEqual(Buffer.from(issued.certificateDer));
      const replaced = await certificates().replaceMaterial({ ...request, cascade: { confirmName: 'NEXT' } });
      expect(replaced.definition?.currentVersion?.number).toBe(2n);
      expect(replaced.impact?.nodes.map(({ node: reached }) => reached?.name)).toEqual([node.name]);
      expect(await node.fetched()).toEqual(Buffer.from(renewed.certificateDer));
    });

    it('that is here already is refused, and an earlier version is named', async () => {
      const { definition, issued } = await create('again');
      const request = { definitionId: definition.id, material: withKey(issued) };
      await expect(certificates().replaceMaterial(request)).rejects.toThrow('is current now');
      const second = await ca.issue({ commonName: 'again' });
      await certificates().replaceMaterial({ definitionId: definition.id, material: withKey(second) });
      await expect(certificates().replaceMaterial(request)).rejects.toThrow('was version 1 here');
    });

    it('without a key is refused while a node presents it', async () => {
      const { certificate, definition } = await create('keyless');
      await nodeChoosing(certificate.id);
      const bare = await ca.issue({ commonName: 'keyless' });
      const call = certificates().replaceMaterial({
        definitionId: definition.id,
        material: material(bare.certificatePem),
        cascade: { confirmName: 'keyless' },
      });
      expect(await reasonOf(call)).toBe('NO_PRIVATE_KEY');
    });

    it('with the same key and without bringing it takes over the key that is here', async () => {
      const { certificate, definition, issued } = await create('same key');
      const node = await nodeChoosing(certificate.id);
      const again = await ca.issue({ commonName: 'same key', keyFrom: issued });
      const replaced = await certificates().replaceMaterial({
        definitionId: definition.id,
        material: material(again.certificatePem),
        cascade: { confirmName: 'same key' },
      });
      expect(replaced.definition?.currentVersion?.hasPrivateKey).toBe(true);
      expect(await node.fetched()).toEqual(Buffer.from(again.certificateDer));
    });

    it('is checked and not stored when only that is asked for', async () => {
      const { certificate, definition } = await create('checked');
      const next = withKey(await ca.issue({ commonName: 'checked' }));
      const request = { definitionId: definition.id, material: next, validateOnly: true };
      expect((await certificates().replaceMaterial(request)).definition?.currentVersion?.number).toBe(2n);
      expect((await read(certificate.id)).definitions[0]?.currentVersion?.number).toBe(1n);
    });

    it('from a stale page is refused, and nothing changes', async () => {
      const { certificate, definition } = await create('stale');
      await certificates().updateCertificate({ certificate: { id: certificate.id, description: 'x' } });
      const next = withKey(await ca.issue({ commonName: 'stale' }));
      const call = certificates().replaceMaterial({
        definitionId: definition.id,
        etag: definition.etag,
        material: next,
      });
      expect(await reasonOf(call)).toBe('ETAG_MISMATCH');
      expect((await read(certificate.id)).definitions[0]?.currentVersion?.number).toBe(1n);
    });
  });

  it('an earlier version can be made current again, and the history keeps all', async () => {
    const { definition, issued } = await create('back');
    const second = await ca.issue({ commonName: 'back' });
    await certificates().replaceMaterial({ definitionId: definition.id, material: withKey(second) });
    const back = await certificates().rollbackMaterial({ definitionId: definition.id, versionNumber: 1n });
    expect(back.definition?.currentVersion?.number).toBe(1n);
    const { versions } = await certificates().listVersions({ definitionId: definition.id });
    expect(versions.map(({ number }) => number)).toEqual([2n, 1n]);
    expect(versions[1]?.leaf?.sha256Fingerprint).toBe(issued.sha256);
    const again = certificates().rollbackMaterial({ definitionId: definition.id, versionNumber: 1n });
    expect(await reasonOf(again)).toBe('FIELD_INVALID');
    const unknown = certificates().rollbackMaterial({ definitionId: definition.id, versionNumber: 9n });
    expect(await reasonOf(unknown)).toBe('NOT_FOUND');
  });

  describe('a plan', () => {
    it('shows whom a deletion reaches, and is stale once another node depends on it', async () => {
      const { certificate } = await create('planned');
      const node = await nodeChoosing(certificate.id);
      const deed = { case: 'deleteCertificate' as const, value: { id: certificate.id, acknowledgeNodes: true } };
      const { impact } = await certificates().previewImpact({ deed });
      expect(impact?.nodes).toMatchObject([{ node: { name: node.name }, leftWithout: true }]);
      expect(impact?.problems).toEqual([]);
      await nodeChoosing(certificate.id);
      const cascade = { confirmName: 'planned', planToken: impact?.planToken ?? '' };
      const request = { id: certificate.id, acknowledgeNodes: true, cascade };
      expect(await reasonOf(certificates().deleteCertificate(request))).toBe('PLAN_STALE');
      const second = await certificates().previewImpact({ deed });
      await certificates().deleteCertificate({
        ...request,
        cascade: { ...cascade, planToken: second.impact?.planToken ?? '' },
      });
      expect(await reasonOf(certificates().getCertificate({ id: certificate.id }))).toBe('NOT_FOUND');
    });

    it('holds for its own deed and no other', async () => {
      const [one, other] = [await create('one deed'), await create('other deed')];
      const { impact } = await certificates().previewImpact({
        deed: { case: 'deleteCertificate', value: { id: one.certificate.id } },
      });
      const cascade = { planToken: impact?.planToken ?? '' };
      expect(await reasonOf(certificates().deleteCertificate({ id: other.certificate.id, cascade }))).toBe(
        'PLAN_STALE',
      );
      expect(await reasonOf(certificates().deleteCertificate({ id: one.certificate.id, cascade }))).toBe('');
    });

    it('tells what the deed would be refused for, and changes nothing', async () => {
      const { certificate, definition, issued } = await create('told');
      const { impact } = await certificates().previewImpact({
        deed: {
          case: 'replaceMaterial',
          value: { definitionId: definition.id, material: withKey(issued) },
        },
      });
      expect(impact?.problems.map(({ message }) => message)).toEqual([
        'This is the certificate that is current now. Choose a new one.',
      ]);
      expect((await read(certificate.id)).etag).toBe(certificate.etag);
    });

    it('of a moment to come judges validity then', async () => {
      const { certificate } = await create('to come');
      const { certificate: successor } = await create('successor', ['to come.example', 'to-come.example']);
      const deed = {
        case: 'replaceCertificate' as const,
        value: { id: certificate.id, replacementId: successor.id },
      };
      const problemsAt = async (asOf?: Date) => {
        const { impact } = await certificates().previewImpact({
          deed,
          ...(asOf && { asOf: { seconds: BigInt(Math.floor(asOf.getTime() / 1000)), nanos: 0 } }),
        });
        return impact?.problems.map(({ message }) => message.replace(/\d{4}-.*?,/, '…,')) ?? [];
      };
      expect((await problemsAt()).join()).not.toMatch('expired');
      expect((await problemsAt(new Date('2060-01-01'))).join()).toMatch('expired on …,');
      expect(await reasonOf(problemsAt(new Date('2020-01-01')))).toBe('FIELD_INVALID');
    });
  });

  describe('definitions', () => {
    it('serve their own environments, the default one all others', async () => {
      const { certificate, definition } = await create('placed');
      const own = await ca.issue({ commonName: 'placed here' });
      const { definition: second } = await certificates().createDefinition({
        certificateId: certificate.id,
        alias: 'gate',
        environmentIds: [apiManager],
        material: withKey(own),
      });
      expect(second).toMatchObject({ alias: 'gate', environmentIds: [apiManager], defaultDefinition: false });
      const { node, token } = await running.client(NodeService, admin).createNode({
        node: { name: 'placed', mtlsEnabled: true, certificateId: certificate.id, environmentId: apiManager },
      });
      const leaf = async () => {
        const { result } = await running.client(RuntimeService, { token }, 'grpc').fetchCertificate({});
        return result.case === 'certificate' ? Buffer.from(result.value.leaf) : undefined;
      };
      expect(await leaf()).toEqual(Buffer.from(own.certificateDer));
      const remove = { id: second?.id ?? '', cascade: { confirmName: 'placed' } };
      await certificates().deleteDefinition(remove);
      expect(await leaf()).not.toEqual(Buffer.from(own.certificateDer));
      const last = certificates().deleteDefinition({ id: definition.id, acknowledgeNodes: true });
      expect(await reasonOf(last)).toBe('FIELD_INVALID');
      expect(node?.name).toBe('placed');
    });

    it('have one alias in an environment, and one place in it', async () => {
      const [first, second] = [await create('alias one'), await create('alias two')];
      const move = (id: string, alias: string, environmentIds = [apiManager]) =>
        certificates().updateDefinition({
          definition: { id, alias, environmentIds },
          updateMask: { paths: ['alias', 'environment_ids'] },
        });
      await move(first.definition.id, 'Shared');
      expect(await reasonOf(move(second.definition.id, 'shared'))).toBe('ALIAS_TAKEN');
      expect((await read(first.certificate.id)).inUse).toBe(true);
      const twice = certificates().createDefinition({
        certificateId: first.certificate.id,
        alias: 'third',
        environmentIds: [apiManager],
        material: withKey(await ca.issue({ commonName: 'third' })),
      });
      await expect(twice).rejects.toThrow('has the definition “Shared” already');
      await move(first.definition.id, 'Shared', []);
      expect((await read(first.certificate.id)).inUse).toBe(false);
      expect(await reasonOf(move(second.definition.id, 'shared'))).toBe('');
    });
  });

  describe('replaced by another', () => {
    it('all that depend on it move, the primary mark too, and it stays without use', async () => {
      const names = ['move.example', 'www.move.example'];
      const { certificate } = await create('old', names, { primary: true });
      const { certificate: successor, issued } = await create('new', ['*.move.example', 'move.example']);
      const node = await nodeChoosing(certificate.id);
      const request = { id: certificate.id, replacementId: successor.id, cascade: { confirmName: 'old' } };
      const { certificate: left, replacement } = await certificates().replaceCertificate(request);
      expect([left?.primary, left?.inUse, replacement?.primary, replacement?.inUse]).toEqual([
        false,
        false,
        true,
        true,
      ]);
      expect(await node.fetched()).toEqual(Buffer.from(issued.certificateDer));
    });

    it('by one that lacks a name is refused, and the names are listed', async () => {
      const { certificate } = await create('wide', ['a.wide.example', 'b.wide.example']);
      const { certificate: narrow } = await create('narrow', ['a.wide.example']);
      const call = certificates().replaceCertificate({ id: certificate.id, replacementId: narrow.id });
      await expect(call).rejects.toThrow('“narrow” does not cover b.wide.example');
    });

    it('its environments go to the other’s definition', async () => {
      const { certificate, definition } = await create('trusted', ['trusted.example']);
      await certificates().updateDefinition({
        definition: { id: definition.id, environmentIds: [apiManager] },
        updateMask: { paths: ['environment_ids'] },
      });
      const { certificate: successor } = await create('trusted next', ['trusted.example']);
      const { certificate: left, replacement } = await certificates().replaceCertificate({
        id: certificate.id,
        replacementId: successor.id,
      });
      expect(left?.definitions.map(({ environmentIds }) => environmentIds)).toEqual([[]]);
      expect(replacement?.definitions.map(({ environmentIds }) => environmentIds)).toEqual([[apiManager]]);
    });
  });

  describe('deleted', () => {
    it('it can be restored with its key and its environments, under another name if its own was taken', async () => {
      const { certificate, issued } = await create('phoenix', ['phoenix.example'], { environmentIds: [apiManager] });
      await certificates().deleteCertificate({ id: certificate.id });
      const { certificates: gone } = await certificates().listCertificates({ filter: { deleted: true } });
      const row = gone.find(({ id }) => id === certificate.id);
      const days = Number((row?.purgeTime?.seconds ?? 0n) - (row?.deleteTime?.seconds ?? 0n)) / 86_400;
      expect(days).toBe(30);
      await create('phoenix', ['other.example']);
      const undelete = (newName = '') => certificates().undeleteCertificate({ id: certificate.id, newName });
      expect(await reasonOf(undelete())).toBe('NAME_TAKEN');
      const { certificate: back } = await undelete('phoenix again');
      expect(back).toMatchObject({ name: 'phoenix again', primary: false, inUse: true });
      expect(back?.definitions[0]?.environmentIds).toEqual([apiManager]);
      const node = await nodeChoosing(certificate.id, apiManager);
      expect(await node.fetched()).toEqual(Buffer.from(issued.certificateDer));
    });

    it('it stays deleted while the same certificate is there again', async () => {
      const { certificate, issued } = await create('twin');
      await certificates().deleteCertificate({ id: certificate.id });
      await certificates().createCertificate({ name: 'twin two', material: withKey(issued) });
      const call = certificates().undeleteCertificate({ id: certificate.id, newName: 'twin three' });
      expect(await reasonOf(call)).toBe('DUPLICATE_MATERIAL');
    });
  });

  it('what was done to it is told, newest first', async () => {
    const { certificate } = await create('told of');
    await certificates().updateCertificate({ certificate: { id: certificate.id, description: 'new' } });
    await certificates().deleteCertificate({ id: certificate.id });
    const { events } = await running.client(AuditService, admin).listEvents({ targetId: certificate.id });
    expect(events.map(({ action, actorName }) => [action, actorName])).toEqual([
      ['certificate.delete', 'admin'],
      ['certificate.update', 'admin'],
      ['certificate.create', 'admin'],
    ]);
    const { events: created } = await running
      .client(AuditService, admin)
      .listEvents({ targetId: certificate.id, action: 'certificate.create' });
    expect(created).toHaveLength(1);
  });

  it('it leaves as PEM with its chain or as DER, named after it, and never with its key', async () => {
    const issued = await ca.issue({ commonName: 'out' });
    const { certificate } = await certificates().createCertificate({
      name: 'way / out',
      material: material(issued.certificatePem, ca.certificatePem, issued.privateKeyPem),
    });
    const definitionId = certificate?.definitions[0]?.id ?? '';
    const pem = await certificates().exportCertificate({ definitionId, format: ExportFormat.PEM });
    const text = Buffer.from(pem.content).toString();
    expect([pem.fileName, text]).toEqual(['way-out.pem', issued.certificatePem + ca.certificatePem]);
    const leaf = await certificates().exportCertificate({ definitionId, format: ExportFormat.PEM, includeLeaf: true });
    expect(Buffer.from(leaf.content).toString()).toBe(issued.certificatePem);
    const der = await certificates().exportCertificate({ definitionId, format: ExportFormat.DER });
    expect(Buffer.from(der.content)).toEqual(Buffer.from(issued.certificateDer));
    const missing = certificates().exportCertificate({ definitionId, format: ExportFormat.DER, versionNumber: 9n });
    expect(await reasonOf(missing)).toBe('NOT_FOUND');
  });

  it('a node tells why it presents what it presents, and is found by its certificate', async () => {
    const { certificate } = await create('why', ['why.example'], { primary: true });
    const { certificate: other } = await create('why not');
    const node = await nodeChoosing(other.id);
    const follower = await nodeChoosing('');
    const nodes = running.client(NodeService, admin);
    const { candidates } = await nodes.explainNodeCertificate({ id: node.id });
    expect(candidates.map(({ certificateName, selected }) => [certificateName, selected])).toEqual([
      ['why not', true],
      ['why', false],
    ]);
    const presenting = async (certificateId: string) =>
      (await nodes.listNodes({ certificateId })).nodes.map(({ id }) => id);
    expect(await presenting(other.id)).toEqual([node.id]);
    expect(await presenting(certificate.id)).toContain(follower.id);
    expect(await presenting(certificate.id)).not.toContain(node.id);
  });

  it('a repeated request changes things once, also when both come at the same time', async () => {
    const { definition } = await create('once');
    const next = withKey(await ca.issue({ commonName: 'once' }));
    const request = { definitionId: definition.id, material: next, requestId: randomUUID() };
    const answers = await Promise.all([
      certificates().replaceMaterial(request),
      certificates().replaceMaterial(request),
    ]);
    answers.push(await certificates().replaceMaterial(request));
    expect(answers.map((answer) => answer.definition?.currentVersion?.number)).toEqual([2n, 2n, 2n]);
    const { versions } = await certificates().listVersions({ definitionId: definition.id });
    expect(versions).toHaveLength(2);
  });
});
