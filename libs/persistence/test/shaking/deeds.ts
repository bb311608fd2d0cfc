import {
  clearPrimary,
  createDefinition,
  createEnvironment,
  deleteCertificate,
  deleteDefinition,
  deleteEnvironment,
  etagOf,
  noFilter,
  replaceCertificate,
  replaceMaterial,
  rollbackMaterial,
  setPrimary,
  undeleteCertificate,
  updateCertificate,
  updateDefinition,
  updateNode,
  type Call,
  type Certificate,
  type Definition,
} from '@certkeep/application';
import { DomainError, type CustomDomainId, type EnvironmentId, type JwkAction, type NodeId } from '@certkeep/domain';
import { jwkDeeds } from './jwk-deeds.js';
import { noForce, still, type Lifecycle, type Replica } from './lifecycle.js';
import type { Seeded } from './seeded.js';

/** What a writer works with, and how it chooses. */
export interface Writer {
  readonly life: Lifecycle;
  readonly replica: Replica;
  readonly number: number;
  readonly call: Call;
  readonly random: Seeded;
  readonly environments: readonly EnvironmentId[];
  readonly nodes: readonly NodeId[];
  readonly domains: readonly CustomDomainId[];
}

/** A change of a certificate that was acknowledged. */
export interface Acknowledged {
  readonly id: string;
  /** The version that the writer had read and named; undefined: it named none. */
  readonly read: number | undefined;
  readonly version: number;
  /** That the change has set; undefined: it was another change. */
  readonly description?: string;
}

/** One deed: what was acknowledged, or undefined where that says nothing about a certificate's version. */
export type Do = (writer: Writer, seen: Seen) => Promise<Acknowledged | undefined>;

/** What a writer has read before: it may have changed since. */
interface Seen {
  readonly certificate: Certificate;
  readonly definition: Definition;
  readonly other: Certificate;
  readonly etag: string;
  readonly read: number | undefined;
  readonly cascade: {
    readonly jwkAction: JwkAction | undefined;
    readonly confirmName: string;
    readonly planToken: string;
  };
}

const aliases = ['api', 'API', 'web', 'mail', 'door'];
const jwkActions = ['UPDATE', 'UPDATE', 'DISCONNECT', 'DELETE'] as const;
const namePool = ['Alpha', 'alpha', 'Beta', 'Gamma', 'Delta', 'Epsilon'];

const deeds: readonly Do[] = [
  async ({ replica, call, number, random }, { certificate: { id }, etag, read }) => {
    const description = `writer ${number}: ${random.next()}`;
    const edit = { description, labels: { [random.among(['team', 'tier'])]: String(number) } };
    const { version } = await updateCertificate(replica)(call, { id, etag, edit });
    return { id, read, version, description };
  },
  async ({ replica, call, random }, { certificate: { id }, etag, read }) => {
    const edit = { name: random.among(namePool) };
    const { version } = await updateCertificate(replica)(call, { id, etag, edit });
    return { id, read, version };
  },
  async ({ replica, call }, { certificate: { id }, etag, read }) => {
    const { version } = await setPrimary(replica)(call, { id, etag });
    return { id, read, version };
  },
  async ({ replica, call }, { certificate: { id }, etag }) => {
    // One that is not primary it leaves as it is: its version tells nothing.
    await clearPrimary(replica)(call, { id, etag });
    return undefined;
  },
  async ({ life, replica, call, random }, { certificate: { id }, definition, etag, read, cascade }) => {
    const names = random.next() < 0.3 ? ['other.example'] : undefined;
    const material = await life.material(names, random.next() < 0.3 ? 'Ed25519' : 'EC-P256');
    const input = { definitionId: definition.id, etag, material, allowExpired: false, force: noForce, cascade };
    const validateOnly = random.next() < 0.2;
    const { certificate } = await replaceMaterial(replica)(call, { ...input, validateOnly }, still);
    return validateOnly ? undefined : { id, read, version: certificate.version };
  },
  async ({ replica, call, random }, { certificate: { id }, definition, etag, read, cascade }) => {
    const versionNumber = 1 + Math.floor(random.next() * definition.current.number);
    const input = { definitionId: definition.id, versionNumber, etag, force: noForce, cascade, validateOnly: false };
    const { certificate } = await rollbackMaterial(replica)(call, input);
    return { id, read, version: certificate.version };
  },
  async ({ replica, call }, { certificate: { id }, other, etag, read, cascade }) => {
    const input = { id, replacementId: other.id, etag, cascade, validateOnly: false };
    const { certificate } = await replaceCertificate(replica)(call, input);
    return { id, read, version: certificate.version };
  },
  async ({ replica, call }, { certificate: { id }, etag, cascade }) => {
    await deleteCertificate(replica)(call, { id, etag, cascade, acknowledgeNodes: true, validateOnly: false });
    return undefined;
  },
  async ({ replica, call, number, random }) => {
    const filter = { ...noFilter, deleted: true };
    const query = { filter, at: replica.clock.now(), orderBy: 'name', descending: false, page: { size: 20 } } as const;
    const { rows } = await replica.store.view(call.caller.company).certificates.list(query);
    if (rows.length === 0) return undefined;
    const newName = random.next() < 0.5 ? '' : `Restored by ${number}`;
    const { id, version } = await undeleteCertificate(replica)(call, { id: random.among(rows).id, newName });
    return { id, read: undefined, version };
  },
  async ({ life, replica, call, random, environments }, { certificate: { id } }) => {
    const place = { alias: random.among(aliases), environmentIds: [random.among(environments)] };
    const input = { certificateId: id, ...place, material: await life.material(), allowExpired: false };
    const { certificate } = await createDefinition(replica)(call, { ...input, validateOnly: false }, still);
    return { id, read: undefined, version: certificate.version };
  },
  async ({ replica, call, random, environments }, { certificate: { id }, definition, etag, read, cascade }) => {
    const environmentIds = environments.filter(() => random.next() < 0.4);
    const edit = random.next() < 0.5 ? { environmentIds } : { alias: random.among(aliases), environmentIds };
    const { certificate } = await updateDefinition(replica)(call, { id: definition.id, etag, edit, cascade });
    return { id, read, version: certificate.version };
  },
  async ({ replica, call }, { definition, etag, cascade }) => {
    const input = { id: definition.id, etag, cascade, acknowledgeNodes: true, validateOnly: false };
    await deleteDefinition(replica)(call, input);
    return undefined;
  },
  async ({ replica, call, random, nodes, environments }, { certificate: { id } }) => {
    const edit = {
      chosenCertificateId: random.next() < 0.3 ? undefined : id,
      environmentId: random.next() < 0.5 ? undefined : random.among(environments),
      mtlsEnabled: random.next() < 0.9,
    };
    await updateNode(replica)(call, { id: random.among(nodes), etag: '', edit });
    return undefined;
  },
  async ({ replica, call, random, domains }, { certificate: { id } }) => {
    const domain = random.among(domains);
    await replica.store.change(call, async ({ certificates, customDomains, audit }) => {
      if ((await certificates.find(id)) === undefined) throw new DomainError('NOT_FOUND', 'It is gone.');
      await customDomains.assign([domain], id);
      await audit.record('custom_domain.assign', { type: 'custom_domain', id: domain, name: domain });
    });
    return undefined;
  },
  async ({ life, call, number, random, environments }) => {
    const environmentIds = environments.filter(() => random.next() < 0.2);
    const { id, version } = await life.create(call, random.among(namePool), { environmentIds, writer: number });
    return { id, read: undefined, version };
  },
  async ({ replica, call, number, random }) => {
    const name = `Passing ${number}`;
    const { environment } = await createEnvironment(replica)(call, {
      name,
      description: '',
      maxCacheAge: undefined,
      systemRoots: false,
      validateOnly: false,
    });
    if (random.next() < 0.8) {
      await deleteEnvironment(replica)(call, { id: environment.id, etag: '', validateOnly: false });
    }
    return undefined;
  },
  async ({ replica, call }) => {
    const query = { filter: { ...noFilter, search: 'a' }, at: replica.clock.now(), timelineWeeks: 4 };
    await replica.store.view(call.caller.company).certificates.summarize(query);
    return undefined;
  },
];

/**
 * Reads what is there, and does something with it that may no longer fit.
 * @throws DomainError whatever the deed was refused for
 */
export async function doSomething(writer: Writer): Promise<Acknowledged | undefined> {
  const { replica, call, random } = writer;
  const query = {
    filter: noFilter,
    at: replica.clock.now(),
    orderBy: 'name',
    descending: false,
    page: { size: 40 },
  } as const;
  const { rows } = await replica.store.view(call.caller.company).certificates.list(query);
  const deed = random.next() < 0.3 ? random.among(jwkDeeds) : random.among(deeds);
  if (rows.length === 0) return undefined;
  const certificate = random.among(rows);
  const read = random.next() < 0.6 ? certificate.version : undefined;
  return deed(writer, {
    certificate,
    definition: random.among(certificate.definitions),
    other: random.among(rows),
    etag: read === undefined ? '' : etagOf(read),
    read,
    cascade: {
      jwkAction: random.next() < 0.15 ? undefined : random.among(jwkActions),
      confirmName: certificate.name,
      planToken: '',
    },
  });
}
