import {
  acknowledgeRevision,
  type AcknowledgeRevisionPorts,
  type Call,
  type Canary,
  type CanaryVersion,
  type RuntimeView,
  type Store,
} from '@certkeep/application';
import type { DefinitionId, ReportStage } from '@certkeep/domain';
import { WatchCertificateResponse, type NodeCertificate } from '@certkeep/contracts/grpc';
import { certificatePem } from '@certkeep/x509';
import { createHash, createPrivateKey, randomUUID } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { NodeAnswer } from '../grpc/node-answer.js';

export interface CanaryWatchPorts extends Omit<AcknowledgeRevisionPorts, 'runtime' | 'observe'> {
  readonly store: Store;
  readonly runtime: RuntimeView<NodeAnswer>;
}

/** What was loaded, and how many milliseconds after its commit; undefined for what may have been there before. */
export interface LoadedCanary {
  readonly version: CanaryVersion;
  readonly age: number | undefined;
}

/**
 * Watches as the canary's node does, inside the process: its token can't be had, since only a hash of it is kept, and
 * one for every replica would end the others'. What comes are the bytes of the wire; they are decoded, loaded and
 * reported as any node's.
 * @returns when the signal aborts or the runtime is closed
 * @throws DomainError CREDENTIAL_INVALID when the node was deleted, and the database's
 */
export async function watchCanary(
  ports: CanaryWatchPorts,
  { node, certificate }: Canary,
  { call, onLoaded, signal }: { call: Call; onLoaded: (loaded: LoadedCanary) => void; signal: AbortSignal },
): Promise<void> {
  const { company } = call.caller;
  const caller = { kind: 'node' as const, id: node.id, name: node.name, company, permissions: new Set<never>() };
  let mayBeOld = true;
  for await (const event of ports.runtime.watch(caller, { revision: 0, etag: '' }, signal)) {
    if (event.kind === 'heartbeat') continue;
    const given = event.kind === 'certificate' ? certificateIn(event.encoded) : undefined;
    if (given?.certificateId !== certificate.id) {
      // Somebody has chosen something else for the node, or mTLS off: what comes next is not of its moment.
      mayBeOld = true;
      continue;
    }
    const loadTime = await take(ports, { ...call, caller, traceId: randomUUID() }, given);
    if (loadTime === undefined) continue;
    const version = { definitionId: given.definitionId as DefinitionId, number: Number(given.versionNumber) };
    onLoaded({ version, age: mayBeOld ? undefined : await ageAt(ports.store, company, version, loadTime) });
    mayBeOld = false;
  }
}

/** @returns when it was loaded; undefined when it could not be, which is reported */
async function take(ports: CanaryWatchPorts, call: Call, given: NodeCertificate): Promise<Date | undefined> {
  const report = (stage: ReportStage, failureMessage = '') =>
    acknowledgeRevision({ ...ports, observe: () => undefined })(call, {
      revision: Number(given.revision),
      stage,
      failureMessage,
      sha256: given.sha256Fingerprint,
      cacheSince: undefined,
      client: 'certkeep-canary',
    });
  const delivered = report('DELIVERED');
  const problem = load(given);
  const loadTime = ports.clock.now();
  await Promise.all([delivered, problem === undefined ? report('LOADED') : report('FAILED', problem)]);
  return problem === undefined ? loadTime : undefined;
}

/** @returns why it can't be loaded; undefined when it is */
function load({ leaf, chain, privateKey, sha256Fingerprint }: NodeCertificate): string | undefined {
  if (createHash('sha256').update(leaf).digest('hex') !== sha256Fingerprint) {
    return 'The certificate is another one than its fingerprint says.';
  }
  try {
    createSecureContext({
      cert: [leaf, ...chain].map(certificatePem).join(''),
      key: createPrivateKey({ key: privateKey, format: 'der', type: 'pkcs8' }).export({ type: 'pkcs8', format: 'pem' }),
    });
    return undefined;
  } catch {
    return 'The certificate and its key could not be loaded for TLS.';
  }
}

/** A company's log tells of its last commit alone; when this version was stored, the version tells. */
async function ageAt(
  store: Store,
  company: Call['caller']['company'],
  { definitionId, number }: CanaryVersion,
  time: Date,
): Promise<number | undefined> {
  const version = await store.view(company).certificates.findVersion(definitionId, number);
  return version && time.getTime() - version.createTime.getTime();
}

function certificateIn({ certificate }: NodeAnswer): NodeCertificate | undefined {
  const { event } = WatchCertificateResponse.decode(certificate.bytes);
  return event?.$case === 'certificate' ? event.value : undefined;
}
