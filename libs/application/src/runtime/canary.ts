import { DomainError, type DefinitionId } from '@certkeep/domain';
import type { Call } from '../call.js';
import { defaultDefinition, type Certificate } from '../certificate/certificate.js';
import { createCertificate } from '../certificate/create-certificate.js';
import { replaceMaterial, type ReplaceMaterialPorts } from '../definition/replace-material.js';
import { etagOf } from '../etag.js';
import { createNode } from '../node/create-node.js';
import type { ApiNode } from '../node/node.js';
import type { CompanyView } from '../store.js';
import { canaryMaterial } from './canary-material.js';

/** A company's canary: a certificate that is replaced again and again, and a node that presents it. */
export interface Canary {
  readonly certificate: Certificate;
  readonly node: ApiNode;
}

/** Of both, the certificate and the node. */
export const canaryName = 'Certkeep canary';
const label = 'certkeep-canary';
/** Versions that are destroyed together. */
const versionsDestroyed = 10;
/** Versions that stay, the current one among them. */
const versionsKept = 20;

/**
 * A company's canary, made where there is none.
 * @throws DomainError NAME_TAKEN when people have something else under its name, which is left alone
 */
export const keepCanary =
  (ports: ReplaceMaterialPorts) =>
  async (call: Call, signal: AbortSignal): Promise<Canary> => {
    const find = () => ports.store.snapshot(call.caller.company, findCanary);
    const found = await find();
    if (found.certificate === undefined) await unlessTaken(makeCertificate(ports, call, signal));
    const { certificate, node } = await find();
    if (certificate === undefined) throw missing();
    if (node !== undefined) return { certificate, node };
    await unlessTaken(
      createNode(ports)(call, {
        name: canaryName,
        environmentId: undefined,
        mtlsEnabled: true,
        chosenCertificateId: certificate.id,
      }),
    );
    const made = await find();
    if (made.certificate === undefined || made.node === undefined) throw missing();
    return { certificate: made.certificate, node: made.node };
  };

/**
 * Replaces the canary's material, the way that people's is replaced, when it is as old as that. Of several replicas
 * that find it so at once, one does: it is replaced as it was read, or not at all.
 * @param interval milliseconds
 * @returns the canary as it is afterwards, whoever has replaced it
 */
export const rotateCanary =
  (ports: ReplaceMaterialPorts, interval: number) =>
  async (call: Call, canary: Canary, signal: AbortSignal): Promise<Canary> => {
    const { certificate } = canary;
    if (ports.clock.now() < canaryDueTime(canary, interval)) return canary;
    try {
      const replaced = await replaceMaterial(ports)(
        call,
        {
          definitionId: defaultDefinition(certificate).id,
          etag: etagOf(certificate.version),
          material: await canaryMaterial(canaryName, ports.clock.now()),
          allowExpired: false,
          force: { force: false, reason: '' },
          // Its node presents it: that this is meant is said as people say it.
          cascade: { jwkAction: undefined, confirmName: certificate.name, planToken: '' },
          validateOnly: false,
        },
        signal,
      );
      await destroyOldVersions(ports, call, replaced.certificate);
      return { ...canary, certificate: replaced.certificate };
    } catch (error) {
      if (error instanceof DomainError && error.reason === 'ETAG_MISMATCH') return keepCanary(ports)(call, signal);
      throw error;
    }
  };

/**
 * Nobody goes back to a canary's earlier versions, and every few minutes there is one more. Some stay, for a node that is
 * on its way to one of them.
 */
async function destroyOldVersions(
  { store }: ReplaceMaterialPorts,
  call: Call,
  certificate: Certificate,
): Promise<void> {
  const { id: definition, current } = defaultDefinition(certificate);
  if (current.number % versionsDestroyed !== 0 || current.number <= versionsKept) return;
  await store.change(call, async ({ certificates, audit }) => {
    await certificates.deleteVersionsBefore(definition, current.number - versionsKept + 1);
    const { id, name } = certificate;
    await audit.record('certificate.versions.purge', { type: 'certificate', id, name });
  });
}

/** When its material is to be replaced next. @param interval milliseconds */
export function canaryDueTime({ certificate }: Canary, interval: number): Date {
  return new Date(defaultDefinition(certificate).current.createTime.getTime() + interval);
}

/** One version of a canary's definition. */
export interface CanaryVersion {
  readonly definitionId: DefinitionId;
  readonly number: number;
}

/** The one that is current. */
export function canaryVersion({ certificate }: Canary): CanaryVersion {
  const { id, current } = defaultDefinition(certificate);
  return { definitionId: id, number: current.number };
}

interface Found {
  readonly certificate: Certificate | undefined;
  readonly node: ApiNode | undefined;
}

/** @throws DomainError NAME_TAKEN */
async function findCanary({ certificates, nodes }: CompanyView): Promise<Found> {
  const named = await certificates.findByName(canaryName);
  const certificate = named === undefined ? undefined : await certificates.find(named.id);
  if (certificate !== undefined && !(label in certificate.labels)) {
    throw taken(`The certificate “${certificate.name}” has no label ${label}, so the canary leaves it alone.`);
  }
  const namedNode = await nodes.findByName(canaryName);
  const node = namedNode === undefined ? undefined : await nodes.find(namedNode.id);
  if (node !== undefined && (certificate === undefined || node.chosenCertificateId !== certificate.id)) {
    throw taken(
      `The node “${node.name}” does not have the canary’s certificate chosen, so the canary leaves it alone.`,
    );
  }
  return { certificate, node };
}

async function makeCertificate(ports: ReplaceMaterialPorts, call: Call, signal: AbortSignal): Promise<void> {
  await createCertificate(ports)(
    call,
    {
      name: canaryName,
      description: 'Replaced again and again, to measure how soon a change reaches a node.',
      labels: { [label]: '' },
      alias: '',
      environmentIds: [],
      material: await canaryMaterial(canaryName, ports.clock.now()),
      allowExpired: false,
      primary: false,
      validateOnly: false,
    },
    signal,
  );
}

/** Another replica was first; whether that is a canary is looked at next. */
async function unlessTaken(making: Promise<unknown>): Promise<void> {
  try {
    await making;
  } catch (error) {
    if (!(error instanceof DomainError && error.reason === 'NAME_TAKEN')) throw error;
  }
}

function taken(why: string): DomainError {
  return new DomainError('NAME_TAKEN', `${why} Rename or delete it, and the canary makes its own.`, {
    metadata: { name: canaryName },
  });
}

/** Deleted while it was being made. */
function missing(): DomainError {
  return new DomainError('NOT_FOUND', 'The canary was deleted meanwhile. It is made anew.');
}
