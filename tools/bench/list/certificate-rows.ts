import { coveringNames, nameKey, statusTimes } from '@certkeep/domain';
import { createHash } from 'node:crypto';
import type { Row, Value } from './bare-database.ts';

const day = 24 * 60 * 60 * 1000;
const words = 'billing orders search ledger mail vault queue login media stock chat print audit quote photo tax'.split(
  ' ',
);
const parts = 'api gateway proxy worker store relay admin edge'.split(' ');
const sites = 'ams ber cph dub fra lis lon mad mil osl par prg rom sto vie zrh'.split(' ');
export const domains = 'example.org example.net example.com corp.example intra.example shop.example'.split(' ');

/** What is the same in all certificates of one company: the rows that the product itself wrote for one. */
export interface Template {
  readonly company: string;
  readonly environments: readonly string[];
  readonly certificate: Row;
  readonly definition: Row;
  readonly version: Row;
  readonly warningWindowDays: number;
  readonly now: number;
}

export type TableName =
  'certificates' | 'definitions' | 'versions' | 'environment_assignments' | 'certificate_labels' | 'covered_names';

/** The rows of a company's certificate of this number, as the product would have written them. The same each time. */
export function rowsOfCertificate(template: Template, number: number): Readonly<Record<TableName, readonly Row[]>> {
  const { company, certificate, now } = template;
  const pick = picker(`${company} ${number}`);
  const createTime = now - 1000 * day + number * 60_000;
  const id = idOf(createTime, `${company} ${number}`);
  const name = `${pick(words)}-${pick(parts)}-${pick(sites)}-${number.toString(36)}`;
  const window = windowOf(pick.part(), pick.part(), now);
  const uses = pick.part() < 0.3 ? chosen(template.environments, pick.part()) : [];
  // A tenth of those in use have a definition of their own for where they are used.
  const apart = uses.length > 0 && pick.part() < 0.1;
  const definitions = (apart ? [[], uses] : [uses]).map((environments, at) =>
    definitionRows(template, {
      certificate: id,
      name,
      number,
      at,
      environments,
      window,
      createTime,
      keyed: pick.part() < 0.6,
    }),
  );
  const description = pick.part() < 0.5 ? '' : `Serves ${name} for the people of ${pick(sites)}.`;
  const labels: Record<string, string> = {
    ...(pick.part() < 0.8 ? { tier: pick(['gold', 'silver', 'bronze']) } : {}),
    team: `team-${Math.floor(pick.part() * 400)}`,
  };
  const times = statusTimes([window], template.warningWindowDays);
  const deleted = pick.part() < 0.01;
  const key = nameKey(name);
  return {
    certificates: [
      {
        ...certificate,
        id,
        company_id: company,
        name,
        name_key: key,
        live_name_key: deleted ? null : key,
        description,
        labels: JSON.stringify(labels),
        primary_marker: null,
        search_text: searchText([name, description, ...definitions.flatMap(({ searched }) => searched)]),
        start_time: Math.trunc(times.startTime.getTime()),
        warn_time: Math.trunc(times.warnTime.getTime()),
        expire_time: times.expireTime.getTime(),
        in_use: uses.length > 0 && !deleted ? 1 : 0,
        create_time: createTime,
        update_time: createTime,
        delete_time: deleted ? now - day : null,
      },
    ],
    definitions: definitions.map(({ definition }) => definition),
    versions: definitions.map(({ version }) => ({
      ...version,
      live_leaf_sha256: deleted ? null : (version['leaf_sha256'] ?? null),
    })),
    environment_assignments: definitions.flatMap(({ assignments }) =>
      assignments.map((assignment) => (deleted ? { ...assignment, live_alias_key: null } : assignment)),
    ),
    certificate_labels: deleted
      ? []
      : Object.entries(labels).map(([label_key, label_value]) => ({
          certificate_id: id,
          label_key,
          company_id: company,
          label_value,
        })),
    covered_names: deleted ? [] : definitions.flatMap(({ covered }) => covered),
  };
}

interface DefinitionPlan {
  readonly certificate: string;
  readonly name: string;
  readonly number: number;
  readonly at: number;
  readonly environments: readonly string[];
  readonly window: { readonly notBefore: Date; readonly notAfter: Date };
  readonly createTime: number;
  readonly keyed: boolean;
}

function definitionRows(template: Template, plan: DefinitionPlan) {
  const { company } = template;
  const { certificate, name, number, at, environments, window, createTime, keyed } = plan;
  const seed = `${company} ${number} ${at}`;
  const [id, versionId] = [idOf(createTime, `d ${seed}`), idOf(createTime, `v ${seed}`)];
  const alias = at === 0 ? name : `${name}-live`;
  const sha256 = digest(`leaf ${seed}`);
  const domain = domains[number % domains.length] ?? '';
  // One in 500 covers every host of its domain.
  const dns = number % 500 === 7 ? [`*.${domain}`] : [`${name}.${domain}`, `www.${name}.${domain}`];
  const facts = {
    ...(JSON.parse(String(template.version['facts'])) as { readonly sha256: string }),
    serialNumber: digest(`serial ${seed}`).slice(0, 32),
    subject: `CN=${dns[0] ?? ''},O=Example Works`,
    commonName: dns[0],
    subjectAlternativeNames: dns.map((value) => ({ kind: 'DNS', value, typeOid: '' })),
    sha1: digest(`sha1 ${seed}`).slice(0, 40),
    sha256,
    spkiSha256: digest(`key ${seed}`),
  };
  return {
    definition: {
      ...template.definition,
      id,
      company_id: company,
      certificate_id: certificate,
      alias,
      alias_key: nameKey(alias),
      default_marker: environments.length === 0 ? 1 : null,
      current_version_id: versionId,
      create_time: createTime,
      update_time: createTime,
    } satisfies Row,
    version: {
      ...template.version,
      id: versionId,
      company_id: company,
      definition_id: id,
      leaf_sha256: sha256,
      live_leaf_sha256: sha256,
      spki_sha256: facts.spkiSha256,
      not_before: window.notBefore.getTime(),
      not_after: window.notAfter.getTime(),
      facts: JSON.stringify(facts),
      ...(keyed ? {} : { sealed_key: null, sealing_key_id: null }),
      create_time: createTime,
    } as Row,
    assignments: environments.map((environment): Row => ({
      definition_id: id,
      environment_id: environment,
      company_id: company,
      certificate_id: certificate,
      live_alias_key: nameKey(alias),
    })),
    covered: coveringNames({ dns, ip: [] }).map((covered): Row => ({
      definition_id: id,
      name: covered,
      company_id: company,
      certificate_id: certificate,
    })),
    searched: [alias, facts.subject, ...dns, facts.serialNumber, facts.sha256, facts.sha1],
  };
}

/** 8 % expired, 8 % expiring soon, 0.5 % upcoming, the others valid for up to three years. */
function windowOf(kind: number, where: number, now: number) {
  const at = (days: number) => new Date(Math.floor((now + days * day) / 1000) * 1000);
  if (kind < 0.08) return { notBefore: at(-500 - where * 400), notAfter: at(-2 - where * 400) };
  if (kind < 0.16) return { notBefore: at(-300), notAfter: at(2 + where * 26) };
  if (kind < 0.165) return { notBefore: at(2 + where * 20), notAfter: at(400) };
  return { notBefore: at(-2 - where * 300), notAfter: at(60 + where * 1035) };
}

function chosen(environments: readonly string[], part: number): readonly string[] {
  const first = Math.floor(part * environments.length);
  return environments.slice(first, first + (part < 0.5 ? 1 : 2));
}

/** As the product makes it: each thing once, a line each. */
function searchText(texts: readonly string[]): string {
  return [...new Set(texts.map(nameKey))].join('\n');
}

/** A UUID of version 7 of this moment. */
function idOf(time: number, seed: string): string {
  const [moment, chance] = [time.toString(16).padStart(12, '0'), digest(seed)];
  return `${moment.slice(0, 8)}-${moment.slice(8)}-7${chance.slice(0, 3)}-8${chance.slice(3, 6)}-${chance.slice(6, 18)}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

interface Picker {
  <Item extends Value>(items: readonly Item[]): Item;
  /** 0 to 1. */
  readonly part: () => number;
}

/** Choices that look like chance, and are the same for the same seed. */
function picker(seed: string): Picker {
  const bytes = createHash('sha512').update(seed).digest();
  let at = 0;
  const part = () => bytes.readUInt32BE((at++ * 4) % 64) / 2 ** 32;
  const pick = <Item extends Value>(items: readonly Item[]) => items[Math.floor(part() * items.length)] as Item;
  return Object.assign(pick, { part });
}
