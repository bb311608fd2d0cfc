import { nameKey, uniqueAlias, type CompanyId, type EnvironmentId } from '@certkeep/domain';
import { createHash } from 'node:crypto';
import type { SystemRoot } from './system-roots.js';
import type { TrustAnchor } from './truststore-repository.js';

/** All that an environment trusts, as of one revision. */
export interface Truststore {
  readonly company: CompanyId;
  readonly environmentId: EnvironmentId;
  readonly environmentName: string;
  /** The company's revision at which it was read as it is here. */
  readonly revision: number;
  /** Changes when an entry does, and is the same for the same entries. */
  readonly etag: string;
  /** In the order of their aliases, which are unique in any case. */
  readonly entries: readonly TrustAnchor[];
  /** It is as it is because of a change that the log has; else it was read without knowing what came before. */
  readonly followsChange: boolean;
}

/** An entry's place in every list and file: by its alias in the form that is compared, code point by code point. */
export function compareAliasKeys(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

/** Beside others, whose aliases a root leaves to them. */
export function withFreeAliases(roots: readonly SystemRoot[], taken: ReadonlySet<string>): readonly SystemRoot[] {
  const own = new Set<string>();
  return roots.map((root) => {
    const alias = uniqueAlias(root.alias, (key) => taken.has(key) || own.has(key));
    own.add(nameKey(alias));
    return { ...root, alias };
  });
}

/** Puts what is assigned, imported and built in together. */
export function orderedEntries(kept: readonly TrustAnchor[], roots: readonly SystemRoot[]): readonly TrustAnchor[] {
  const keyed = kept.map((anchor) => ({ key: Buffer.from(nameKey(anchor.alias)), anchor }));
  const taken = new Set(kept.map(({ alias }) => nameKey(alias)));
  for (const { alias, der, facts } of withFreeAliases(roots, taken)) {
    keyed.push({ key: Buffer.from(nameKey(alias)), anchor: { alias, der, sha256: facts.sha256 } });
  }
  return keyed.sort((one, other) => Buffer.compare(one.key, other.key)).map(({ anchor }) => anchor);
}

export function etagOfEntries(entries: readonly TrustAnchor[]): string {
  const digest = createHash('sha256');
  for (const { alias, sha256 } of entries) digest.update(`${alias}\0${sha256}\n`);
  return `"${digest.digest('base64url').slice(0, 22)}"`;
}
