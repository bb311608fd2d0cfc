import {
  createCertificate,
  createDefinition,
  deleteCertificate,
  replaceCertificate,
  replaceMaterial,
  updateDefinition,
  updateNode,
  type Call,
  type Certificate,
} from '@certkeep/application';
import type { CertificateId, CustomDomainId, NodeId } from '@certkeep/domain';
import { describeOnEachDatabase } from '@certkeep/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Lifecycle, still, unaware } from './lifecycle.js';
import { expectAllHolds } from './what-holds.js';

describeOnEachDatabase('a certificate that something depends on', (kind) => {
  let life: Lifecycle;
  beforeAll(async () => {
    life = await Lifecycle.on(kind);
  });
  afterAll(() => life.close());

  const definitionOf = ({ definitions: [first] }: Certificate) => {
    if (first === undefined) throw new TypeError('a certificate has a definition');
    return first.id;
  };
  const serve = (call: Call, domain: CustomDomainId, certificate: CertificateId) =>
    life.first.store.change(call, async ({ customDomains, audit }) => {
      await customDomains.assign([domain], certificate);
      await audit.record('custom_domain.assign', { type: 'custom_domain', id: domain, name: domain });
    });
  const remove = (call: Call, { id, name }: Certificate, acknowledgeNodes = false) =>
    deleteCertificate(life.first)(call, {
      id,
      etag: '',
      acknowledgeNodes,
      cascade: { jwkAction: undefined, confirmName: name, planToken: '' },
      validateOnly: false,
    });

  it('stays while a custom domain has it, even one that it covers no longer', async () => {
    const call = await life.company();
    const environment = await life.environment(call, 'Production');
    const certificate = await life.create(call, 'forced');
    await serve(call, await life.domain(call, environment, 'a.shaken.example'), certificate.id);
    const material = await life.material(['elsewhere.example']);
    const cascade = { jwkAction: undefined, confirmName: 'forced', planToken: '' };
    const force = { force: true, reason: 'the host is gone' };
    const input = { ...unaware, definitionId: definitionOf(certificate), etag: '', material, allowExpired: false };
    await replaceMaterial(life.first)(call, { ...input, force, cascade }, still);
    await expect(remove(call, certificate)).rejects.toMatchObject({ reason: 'CERTIFICATE_IN_USE' });
    await expectAllHolds(life.first.database, call.caller.company);
  });

  it('is deleted from under a node that presents nothing only when that is known', async () => {
    const call = await life.company();
    const [first, second] = [await life.environment(call, 'First'), await life.environment(call, 'Second')];
    const certificate = await life.create(call, 'elsewhere', { environmentIds: [first] });
    const node = await life.node(call, 'in the second', second);
    await updateNode(life.first)(call, { id: node, etag: '', edit: { chosenCertificateId: certificate.id } });
    await expect(remove(call, certificate)).rejects.toMatchObject({
      reason: 'NODES_NOT_ACKNOWLEDGED',
      message: expect.stringContaining('in the second') as unknown,
    });
    await remove(call, certificate, true);
    await expectAllHolds(life.first.database, call.caller.company);
  });

  const replace = (call: Call, { id, name }: Certificate, replacement: Certificate) =>
    replaceCertificate(life.first)(call, {
      id,
      replacementId: replacement.id,
      etag: '',
      cascade: { jwkAction: undefined, confirmName: name, planToken: '' },
      validateOnly: false,
    });

  it('is not replaced by one whose alias another has in an environment that would move', async () => {
    const call = await life.company();
    const environments = [await life.environment(call, 'First'), await life.environment(call, 'Second')];
    const replaced = await life.create(call, 'replaced', { environmentIds: environments });
    const replacement = await life.create(call, 'the alias');
    const holder = await life.create(call, 'holder');
    const place = { alias: 'The Alias', environmentIds: environments.slice(1) };
    await updateDefinition(life.first)(call, {
      ...unaware,
      id: definitionOf(replaced),
      etag: '',
      edit: { environmentIds: environments.slice(0, 1), alias: 'the alias' },
    });
    await updateDefinition(life.first)(call, { ...unaware, id: definitionOf(holder), etag: '', edit: place });
    // The alias of the one that is replaced is free once that has left.
    expect((await replace(call, replaced, replacement)).replacement.definitions[0]?.environmentIds).toHaveLength(1);
    const second = await life.create(call, 'second', { environmentIds: environments.slice(1) });
    await expect(replace(call, second, replacement)).rejects.toMatchObject({ reason: 'ALIAS_TAKEN' });
    await expectAllHolds(life.first.database, call.caller.company);
  });

  it('says what to do where a node would lose its definition by a move that nobody can acknowledge', async () => {
    const call = await life.company();
    const [first, second] = [await life.environment(call, 'First'), await life.environment(call, 'Second')];
    const certificate = await life.create(call, 'moves away', { environmentIds: [first] });
    const node = await life.node(call, 'in the first', first);
    await updateNode(life.first)(call, { id: node, etag: '', edit: { chosenCertificateId: certificate.id } });
    const move = updateDefinition(life.first)(call, {
      ...unaware,
      id: definitionOf(certificate),
      etag: '',
      edit: { environmentIds: [second] },
    });
    await expect(move).rejects.toMatchObject({
      reason: 'NODES_NOT_ACKNOWLEDGED',
      field: undefined,
      message: expect.not.stringContaining('Confirm') as unknown,
    });
  });

  it('is chosen for a node by the definition that would serve it, whether the default one has a key or not', async () => {
    const call = await life.company();
    const [keyed, other] = [await life.environment(call, 'Keyed'), await life.environment(call, 'Other')];
    const bare = await life.issue('bare');
    const input = { name: 'bare', description: '', labels: {}, alias: '', environmentIds: [], primary: false };
    const material = { kind: 'paste', text: bare.certificatePem } as const;
    const rest = { allowExpired: false, validateOnly: false };
    const { certificate } = await createCertificate(life.first)(call, { ...input, ...rest, material }, still);
    const place = { certificateId: certificate.id, alias: 'keyed', environmentIds: [keyed] };
    await createDefinition(life.first)(call, { ...place, ...rest, material: await life.material() }, still);
    const choose = async (node: NodeId) =>
      updateNode(life.first)(call, { id: node, etag: '', edit: { chosenCertificateId: certificate.id } });
    expect((await choose(await life.node(call, 'served', keyed))).selection.kind).toBe('selected');
    await expect(choose(await life.node(call, 'not served', other))).rejects.toMatchObject({
      reason: 'NO_PRIVATE_KEY',
    });
  });
});
