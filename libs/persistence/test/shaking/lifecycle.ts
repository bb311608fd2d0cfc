import {
  createCertificate,
  createCompany,
  createEnvironment,
  createNode,
  noCascadeChoice,
  operatorCaller,
  type Call,
  type Certificate,
  type EndpointProber,
  type MaterialReader,
} from '@certkeep/application';
import type { ApplicationId, CompanyId, CustomDomainId, EnvironmentId, NodeId } from '@certkeep/domain';
import { EnvelopeSealer, keyringFromText } from '@certkeep/sealing';
import {
  createTestCa,
  FixedClock,
  type IssuedCertificate,
  type TestCa,
  type TestDatabase,
  type TestKeyAlgorithm,
} from '@certkeep/testing';
import { defaultLimits, inspectMaterial, sortFiles } from '@certkeep/x509';
import { randomBytes, randomUUID } from 'node:crypto';
import {
  DatabaseChangeFeed,
  DatabaseCompanyDirectory,
  openDatabase,
  TypeOrmStore,
  type Database,
} from '../../src/index.js';
import type { Seeded } from './seeded.js';
import { shaken } from './shaken-database.js';

export const noForce = { force: false, reason: '' };
export const unaware = { cascade: noCascadeChoice, validateOnly: false };

const sealer = new EnvelopeSealer(keyringFromText(randomBytes(32).toString('base64')));
const materials: MaterialReader = {
  inspect: (input) => Promise.resolve().then(() => inspectMaterial(input)),
  sort: (files, passphrase) => Promise.resolve().then(() => sortFiles(files, passphrase, defaultLimits)),
};
const prober: EndpointProber = { probe: () => Promise.reject(new TypeError('nothing is fetched here')) };

/** What use cases need, of one process that shares the database with others. */
export type Replica = ReturnType<typeof replicaOf>;

function replicaOf(database: Database, clock: FixedClock) {
  const feed = new DatabaseChangeFeed(database, (error) => {
    throw error;
  });
  const makeId = () => randomUUID();
  const store = new TypeOrmStore({ database, feed, sealer, clock, makeId });
  const companies = new DatabaseCompanyDirectory(database, clock, makeId);
  return { database, feed, store, sealer, clock, makeId, materials, prober, companies };
}

/** A company whose certificates are changed from all sides: by two processes on MariaDB, by the only one on SQLite. */
export class Lifecycle {
  private constructor(
    readonly clock: FixedClock,
    private readonly ca: TestCa,
    private readonly opened: readonly Database[],
    readonly replicas: readonly Replica[],
  ) {}

  /** @param random shakes the statements' order; undefined leaves it as it comes */
  static async on(kind: TestDatabase, random?: Seeded): Promise<Lifecycle> {
    const { url } = await kind.fresh();
    const clock = new FixedClock(new Date().toISOString());
    const opened = [await openDatabase(url)];
    if (kind.name === 'mariadb') opened.push(await openDatabase(url));
    const replicas = opened.map((database) => replicaOf(random ? shaken(database, random) : database, clock));
    return new Lifecycle(clock, await createTestCa(), opened, replicas);
  }

  async close(): Promise<void> {
    for (const database of this.opened) await database.close();
  }

  get first(): Replica {
    return this.replica(0);
  }

  /** The process that does what the writer of this number asks for. */
  replica(writer: number): Replica {
    const replica = this.replicas[writer % this.replicas.length];
    if (replica === undefined) throw new TypeError('there is no replica');
    return replica;
  }

  async company(): Promise<Call> {
    const slug = `c${randomBytes(6).toString('hex')}`;
    return callIn(await createCompany(this.first)({ slug, name: slug }));
  }

  async environment(call: Call, name: string): Promise<EnvironmentId> {
    const made = await createEnvironment(this.first)(call, {
      name,
      description: '',
      maxCacheAge: undefined,
      systemRoots: false,
      validateOnly: false,
    });
    return made.environment.id;
  }

  async node(call: Call, name: string, environmentId?: EnvironmentId): Promise<NodeId> {
    const settings = { name, environmentId, mtlsEnabled: true, chosenCertificateId: undefined };
    return (await createNode(this.first)(call, settings)).node.node.id;
  }

  async domain(call: Call, environmentId: EnvironmentId, host: string): Promise<CustomDomainId> {
    const id = randomUUID() as CustomDomainId;
    const applicationId = randomUUID() as ApplicationId;
    await this.first.store.change(call, async ({ applications, customDomains, audit }) => {
      const settings = { description: '', environmentIds: [environmentId], technicalContactIds: [] };
      await applications.insert(applicationId, { ...settings, name: host });
      await customDomains.insert({ id, applicationId, environmentId, host, certificateId: undefined });
      await audit.record('certificate.update', { type: 'custom_domain', id, name: host });
    });
    return id;
  }

  issue(
    commonName: string,
    dnsNames: readonly string[] = ['*.shaken.example'],
    algorithm: TestKeyAlgorithm = 'EC-P256',
  ): Promise<IssuedCertificate> {
    return this.ca.issue({ commonName, dnsNames, algorithm });
  }

  /** Fresh material with its key, as somebody pastes it. */
  async material(dnsNames?: readonly string[], algorithm?: TestKeyAlgorithm) {
    return pasted(await this.issue('shaken', dnsNames, algorithm));
  }

  async create(
    call: Call,
    name: string,
    {
      environmentIds = [],
      writer = 0,
    }: { readonly environmentIds?: readonly EnvironmentId[]; readonly writer?: number } = {},
  ): Promise<Certificate> {
    const input = { name, description: '', labels: {}, alias: '', environmentIds, allowExpired: false, primary: false };
    const material = await this.material();
    const create = createCertificate(this.replica(writer));
    const { certificate } = await create(call, { ...input, material, validateOnly: false }, still);
    return certificate;
  }
}

/** Never aborted. */
export const still = new AbortController().signal;

export function callIn(company: CompanyId): Call {
  return { caller: operatorCaller(company), traceId: 'test', sourceAddress: '' };
}

export function pasted({ certificatePem, privateKeyPem }: IssuedCertificate) {
  return { kind: 'paste', text: `${certificatePem}${privateKeyPem}` } as const;
}
