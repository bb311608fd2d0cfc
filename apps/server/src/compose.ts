import {
  Authenticator,
  JwksAddresses,
  JwksDocuments,
  PresenceBook,
  ProcessTrust,
  ReportDesk,
  RuntimeView,
  TruststoreFiles,
  TruststoreView,
  type Clock,
  type MakeId,
} from '@certkeep/application';
import {
  DatabaseChangeFeed,
  DatabaseCompanyDirectory,
  DatabaseCredentialDirectory,
  NodeReportRows,
  databaseUnavailable,
  openDatabase,
  registerSealingKey,
  sealingKeyIds,
  TypeOrmStore,
  type Database,
} from '@certkeep/persistence';
import { EnvelopeSealer, keyringFromFile, keyringFromText, KeyringError, type Keyring } from '@certkeep/sealing';
import { createAddressPolicy, createConnectionTester, createEndpointProber, OutgoingTrust } from '@certkeep/egress';
import { MaterialPool } from '@certkeep/x509';
import { mkdir } from 'node:fs/promises';
import { pino, type Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from './config.js';
import { auditService } from './grpc/audit.js';
import { certificateService } from './grpc/certificate.js';
import { contractOnlyServices } from './grpc/contract-only.js';
import { domainService } from './grpc/domain.js';
import { environmentService } from './grpc/environment.js';
import { identityService } from './grpc/identity.js';
import { jwkService } from './grpc/jwk.js';
import { nodeService } from './grpc/node.js';
import { nodeAnswerEncoder } from './grpc/node-answer.js';
import { runtimeService } from './grpc/runtime.js';
import { truststoreService } from './grpc/truststore.js';
import { CanaryMetrics } from './jobs/canary-metrics.js';
import type { CanaryParts } from './jobs/canary.js';
import { TruststoreFileJob } from './jobs/truststore-files.js';
import { RpcMetrics } from './metrics.js';
import { RuntimeMetrics } from './runtime-metrics.js';
import { Dispatcher } from './rpc/dispatcher.js';
import { systemRootsFrom } from './system-roots.js';
import { addTrustMetrics } from './trust-metrics.js';
import { memorySignInLimiter } from './sign-in-limiter.js';

const clock: Clock = { now: () => new Date() };
const makeId: MakeId = () => uuidv7();

/** Opens the database and the keyring, and builds the object graph by hand. What it returns doesn't listen yet. */
export async function compose(config: Config) {
  // Standard output is for people and the programs that start Certkeep; the log goes beside it.
  const log = pino({ level: config.logLevel, base: null }, pino.destination(2));
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const database = await openDatabase(config.databaseUrl);
  const keyring = await openKeyring(config, database);
  const sealer = new EnvelopeSealer(keyring);
  const feed = new DatabaseChangeFeed(database, (error) => {
    log.warn({ err: error }, 'the change log could not be read; trying again');
  });
  const store = new TypeOrmStore({ database, feed, sealer, clock, makeId });
  const companies = new DatabaseCompanyDirectory(database, clock, makeId);
  const jwks = {
    documents: new JwksDocuments({ store, feed, clock }),
    addresses: new JwksAddresses({ companies, feed }),
  };
  const credentials = new DatabaseCredentialDirectory(database);
  const authenticator = new Authenticator({ credentials, feed, clock });
  const runtime = new RuntimeView({
    store,
    sealer,
    makeId,
    clock,
    feed,
    credentials,
    encode: nodeAnswerEncoder(),
    heartbeat: config.heartbeat,
    onFailure: (error) => {
      log.warn({ err: error }, 'what nodes present could not be looked at; trying again');
    },
  });
  const systemRoots = systemRootsFrom(config.systemRootsFile);
  const onReadFailure = (error: unknown) => {
    log.warn({ err: error }, 'a truststore could not be read; it stays as it was');
  };
  const truststores = new TruststoreView({ store, feed, systemRoots, onReadFailure });
  const outgoing = new OutgoingTrust();
  const trust = new ProcessTrust({
    store,
    companies,
    view: truststores,
    feed,
    clock,
    holder: outgoing,
    onFailure: (company, error) => {
      log.error({ err: error, company }, 'what this process trusts could not be brought up to date');
    },
  });
  const files = new TruststoreFiles();
  const { truststoreFiles } = config;
  const fileJob =
    truststoreFiles && new TruststoreFileJob({ store, companies, trust, files, clock, log, config: truststoreFiles });
  const stopping = new AbortController();
  const closing = stopping.signal;
  const reports = new NodeReportRows(database);
  const desk = new ReportDesk(reports);
  const presence = new PresenceBook({
    reports,
    clock,
    watching: () => runtime.watched,
    onFailure: (error) => {
      log.warn({ err: error }, 'it could not be written down which nodes were there; trying again in a minute');
    },
  });
  const metrics = new RpcMetrics();
  addTrustMetrics({ registry: metrics.registry, companies, trust, files: fileJob });
  const runtimeMetrics = new RuntimeMetrics(metrics.registry, runtime);
  const dispatcher = new Dispatcher({ authenticator, log, explain: databaseUnavailable, observe: metrics.observe });
  const materials = new MaterialPool(config.intake);
  const policy = createAddressPolicy(config.egressAllow);
  const prober = createEndpointProber({ policy, trust: outgoing });
  const tester = createConnectionTester({ policy, trust: outgoing });
  const ports = {
    store,
    sealer,
    clock,
    makeId,
    companies,
    materials,
    prober,
    tester,
    limiter: memorySignInLimiter(),
    runtime,
    reports,
    desk,
    feed,
    closing,
  };
  const trusting = { truststores, files, credentials, heartbeat: config.heartbeat };
  const services = [
    certificateService(ports),
    nodeService(ports),
    runtimeService({ ...ports, ...trusting, presence, observe: runtimeMetrics.observe }),
    identityService(ports, { secureCookie: config.publicUrl?.startsWith('https:') === true }),
    environmentService(ports),
    auditService(ports),
    jwkService({ ...ports, jwks: jwks.documents }),
    domainService(ports),
    truststoreService({ ...ports, ...trusting, systemRoots, trust, fileJob }),
    ...contractOnlyServices(),
  ];
  const { canaryInterval } = config;
  const canary: CanaryParts | undefined =
    canaryInterval === undefined
      ? undefined
      : { ...ports, log, metrics: new CanaryMetrics(metrics.registry), interval: canaryInterval };
  return {
    config,
    log,
    runtime,
    canary,
    reports,
    presence,
    database,
    feed,
    store,
    companies,
    materials,
    jwks,
    services,
    dispatcher,
    metrics,
    trust,
    outgoing,
    fileJob,
    stopping,
    clock,
    makeId,
  };
}

export type Certkeep = Awaited<ReturnType<typeof compose>>;
export type { Logger };

/** Refuses to start with a key that can't open what the database holds. @throws KeyringError */
async function openKeyring({ key, keyFile }: Config, database: Database): Promise<Keyring> {
  const needed = await sealingKeyIds(database);
  const keyring =
    key === undefined ? await keyringFromFile(keyFile, { mayCreate: needed.length === 0 }) : keyringFromText(key);
  const missing = needed.filter((id) => !keyring.keys.has(id));
  if (missing.length > 0) {
    throw new KeyringError(
      `This key-encryption key is not the one that sealed the database's private keys (${missing.join(', ')}). ` +
        'Put the right key back; a new one can open none of them.',
    );
  }
  await registerSealingKey(database, keyring.active.id, clock);
  return keyring;
}
