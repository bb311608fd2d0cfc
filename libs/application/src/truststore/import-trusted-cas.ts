import {
  certificateNameFrom,
  DomainError,
  parseAlias,
  statusAt,
  TrustedCaPlanner,
  type EnvironmentId,
  type IncomingCa,
  type TrustedCaId,
} from '@certkeep/domain';
import { errorOf, type BroughtMaterial, type ParsedCertificate, type Refusal, type TrustedEntry } from '@certkeep/x509';
import type { Call } from '../call.js';
import { changeOrValidate } from '../change-or-validate.js';
import type { Clock, MakeId } from '../clock.js';
import { notFound } from '../not-found.js';
import type { CompanyTransaction, Store } from '../store.js';
import type { TruststoreEntry } from './list-entries.js';
import { storeInParts, type ImportWatch } from './store-in-parts.js';
import { expiredRefusal, trustWarnings, type TrustWarning } from './trust-judgement.js';
import type { TrustReader } from './trust-reader.js';
import type { NewTrustedCa, StoredCa } from './truststore-repository.js';

export interface ImportTrustedCasInput {
  readonly environmentId: EnvironmentId;
  readonly material: BroughtMaterial;
  readonly allowExpired: boolean;
  /** Verdicts, and nothing stored. */
  readonly validateOnly: boolean;
}

export const importOutcomes = ['ADDED', 'UPDATED', 'UNCHANGED', 'REFUSED'] as const;
export type ImportOutcome = (typeof importOutcomes)[number];

/** What became of one entry. */
export interface TrustedCaVerdict {
  readonly name: string;
  readonly outcome: ImportOutcome;
  /** What is stored now, or would be; undefined when refused. */
  readonly entry: TruststoreEntry | undefined;
  readonly problem: DomainError | undefined;
  readonly warnings: readonly TrustWarning[];
}

export interface TrustedCaImport {
  readonly verdicts: readonly TrustedCaVerdict[];
  readonly counts: Readonly<Record<ImportOutcome, number>>;
}

interface Ports {
  readonly store: Store;
  readonly clock: Clock;
  readonly makeId: MakeId;
  readonly materials: TrustReader;
}

/** What a repeated call is answered with: small, since the facts come with the material again. */
interface Stored {
  readonly outcome: Exclude<ImportOutcome, 'REFUSED'>;
  readonly id: string;
  readonly alias: string;
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly createTime: number;
  readonly updateTime: number;
}

/**
 * Has an environment trust what is in the material: each entry gets its verdict, and those that are good are stored
 * together. What is known is not doubled. Any certificate can be trusted by itself, as in Java's and the systems' own
 * truststores: one that is no CA gets a warning.
 * @throws DomainError NOT_FOUND, and the reader's reasons when nothing can be understood; the signal's reason
 */
export const importTrustedCas =
  (ports: Ports) =>
  async (call: Call, input: ImportTrustedCasInput, watch: ImportWatch): Promise<TrustedCaImport> => {
    const { store, clock, materials } = ports;
    const { environmentId, allowExpired, validateOnly } = input;
    const environment = await store.view(call.caller.company).environments.find(environmentId);
    if (environment === undefined) throw notFound('environment', environmentId);
    const now = clock.now();
    const read = await materials.trustedEntries(input.material, {
      signal: watch.signal,
      tell: ({ done, total }) => {
        watch.tell({ phase: 'READING', done, total });
      },
    });
    const judged = read.map((entry) => judgedEntry(entry, allowExpired, now));
    const good = judged.flatMap((entry) => (entry.kind === 'good' ? [entry] : []));
    const { stored, warningWindowDays } = await changeOrValidate(
      store,
      { call, validateOnly },
      async (transaction) => ({
        stored: await place(ports, transaction, environmentId, good, watch),
        warningWindowDays: (await transaction.company.require()).warningWindowDays,
      }),
    );
    let next = 0;
    const verdicts = judged.map((entry): TrustedCaVerdict => {
      if (entry.kind === 'refused') {
        const { name, problem } = entry;
        return { name, outcome: 'REFUSED', entry: undefined, problem: errorOf(problem), warnings: [] };
      }
      const result = stored[next++];
      if (result === undefined) {
        // A request id of another material: the first result says nothing of this entry.
        throw new DomainError('FIELD_INVALID', 'This request id was used for another import. Send a new one.', {
          field: 'request_id',
        });
      }
      return verdictOf(entry, result, { environmentId, now, warningWindowDays });
    });
    return { verdicts, counts: countsOf(verdicts) };
  };

type Judged =
  | {
      readonly kind: 'good';
      readonly name: string;
      readonly alias: string | undefined;
      readonly certificate: ParsedCertificate;
    }
  | { readonly kind: 'refused'; readonly name: string; readonly problem: Refusal };

function judgedEntry(entry: TrustedEntry, allowExpired: boolean, now: Date): Judged {
  const { name } = entry;
  if (entry.kind === 'problem') return { kind: 'refused', name, problem: entry.problem };
  const { certificate, alias } = entry;
  const problem = allowExpired ? undefined : expiredRefusal(certificate.facts, now);
  return problem === undefined
    ? { kind: 'good', name, alias: alias === undefined ? undefined : aliasFrom(alias, certificate), certificate }
    : { kind: 'refused', name, problem };
}

/** An alias that somebody else has given: what can't stand in one here is left out. */
function aliasFrom(alias: string, { facts }: ParsedCertificate): string {
  try {
    return parseAlias(alias, 'alias');
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return certificateNameFrom({ ...facts, commonName: alias });
  }
}

async function place(
  { makeId, clock }: Ports,
  { truststores, changes, audit, environments }: CompanyTransaction,
  environmentId: EnvironmentId,
  good: readonly (Judged & { kind: 'good' })[],
  watch: ImportWatch,
): Promise<readonly Stored[]> {
  const environment = await environments.find(environmentId);
  if (environment === undefined) throw notFound('environment', environmentId);
  const known = new Map((await truststores.knownCas(environmentId)).map((ca) => [ca.id, ca]));
  const assigned = await truststores.assignedAliases(environmentId);
  const planner = new TrustedCaPlanner(known.values(), (key) => assigned.has(key));
  const now = clock.now().getTime();
  const added = new Map<string, NewTrustedCa>();
  const updates: (() => Promise<void>)[] = [];
  const stored: Stored[] = [];
  for (const { alias, certificate } of good) {
    const { facts, der } = certificate;
    const plan = planner.plan(incomingOf(alias, certificate), makeId());
    switch (plan.outcome) {
      case 'ADDED': {
        const id = plan.id as TrustedCaId;
        added.set(id, { id, environmentId, alias: plan.alias, facts, der });
        stored.push({ outcome: 'ADDED', id, alias: plan.alias, version: 1, createTime: now, updateTime: now });
        break;
      }
      case 'UPDATED': {
        const id = plan.id as TrustedCaId;
        const fresh = added.get(id);
        // Of one that came earlier in the same material: it is stored as it is now.
        if (fresh !== undefined) {
          added.set(id, plan.replacesCertificate ? { ...fresh, facts, der } : { ...fresh, alias: plan.alias });
        } else if (plan.replacesCertificate) updates.push(() => truststores.replace(id, { facts, der }));
        else updates.push(() => truststores.rename(id, plan.alias));
        stored.push(updatedOf(plan.id, plan.alias, known.get(plan.id), now));
        break;
      }
      case 'UNCHANGED': {
        const fresh = added.get(plan.id);
        const before = known.get(plan.id);
        const alias = before?.alias ?? fresh?.alias ?? '';
        stored.push({ ...timesOf(before, now), outcome: 'UNCHANGED', id: plan.id, alias });
        break;
      }
    }
  }
  await storeInParts(truststores, updates, [...added.values()], good.length, watch);
  await noteImport({ changes, audit }, environment, stored);
  return stored;
}

async function noteImport(
  { changes, audit }: Pick<CompanyTransaction, 'changes' | 'audit'>,
  { id, name }: { readonly id: EnvironmentId; readonly name: string },
  stored: readonly Stored[],
): Promise<void> {
  const count = (outcome: ImportOutcome) => stored.filter((one) => one.outcome === outcome).length;
  if (count('ADDED') + count('UPDATED') > 0) await changes.append({ kind: 'truststore', recordId: id });
  await audit.record(
    'trusted_ca.import',
    { type: 'environment', id, name },
    { added: String(count('ADDED')), updated: String(count('UPDATED')), unchanged: String(count('UNCHANGED')) },
  );
}

function incomingOf(alias: string | undefined, { facts }: ParsedCertificate): IncomingCa {
  const { sha256, subject, spkiSha256 } = facts;
  return { alias, fallbackAlias: certificateNameFrom(facts), sha256, subject, spkiSha256 };
}

function updatedOf(id: string, alias: string, before: StoredCa | undefined, now: number): Stored {
  const { version, createTime } = timesOf(before, now);
  const isNew = before === undefined;
  return { outcome: 'UPDATED', id, alias, version: isNew ? version : version + 1, createTime, updateTime: now };
}

function timesOf(before: StoredCa | undefined, now: number) {
  return {
    version: before?.version ?? 1,
    createTime: before?.createTime.getTime() ?? now,
    updateTime: before?.updateTime.getTime() ?? now,
  };
}

function verdictOf(
  { name, certificate }: Judged & { kind: 'good' },
  { outcome, id, alias, version, createTime, updateTime }: Stored,
  { environmentId, now, warningWindowDays }: { environmentId: EnvironmentId; now: Date; warningWindowDays: number },
): TrustedCaVerdict {
  const { facts } = certificate;
  const entry: TruststoreEntry = {
    id,
    environmentId,
    alias,
    origin: 'IMPORTED_CA',
    facts,
    status: statusAt(now, facts, warningWindowDays),
    certificateId: undefined,
    version,
    createTime: new Date(createTime),
    updateTime: new Date(updateTime),
  };
  return { name, outcome, entry, problem: undefined, warnings: trustWarnings(certificate) };
}

function countsOf(verdicts: readonly TrustedCaVerdict[]): Readonly<Record<ImportOutcome, number>> {
  const counts = { ADDED: 0, UPDATED: 0, UNCHANGED: 0, REFUSED: 0 };
  for (const { outcome } of verdicts) counts[outcome] += 1;
  return counts;
}
