import { nameKey } from './name-key.js';
import { uniqueAlias } from './unique-alias.js';

/** A CA that an environment trusts already. */
export interface KnownCa {
  readonly id: string;
  readonly alias: string;
  readonly sha256: string;
  readonly subject: string;
  readonly spkiSha256: string;
}

/** A certificate that is to be trusted. */
export interface IncomingCa {
  /** That it was given; undefined: it was given none. */
  readonly alias: string | undefined;
  /** That it gets when it was given none and is not known. */
  readonly fallbackAlias: string;
  readonly sha256: string;
  readonly subject: string;
  readonly spkiSha256: string;
}

/** What becomes of an incoming certificate. */
export type TrustedCaPlan =
  | { readonly outcome: 'ADDED'; readonly id: string; readonly alias: string }
  | { readonly outcome: 'UPDATED'; readonly id: string; readonly alias: string; readonly replacesCertificate: boolean }
  | { readonly outcome: 'UNCHANGED'; readonly id: string };

/**
 * The CAs that an environment trusts, while others come in one after another. A known certificate is never doubled: it
 * takes the alias that it comes with where that is free. One that comes under a known alias takes its place only if it
 * has the same subject and key, so that nothing loses trust by a name; otherwise both stay, and the newcomer's alias
 * gets a number.
 */
export class TrustedCaPlanner {
  private readonly byFingerprint = new Map<string, KnownCa>();
  private readonly byAlias = new Map<string, KnownCa>();

  /** @param isTaken by something else than an imported CA; asked with the form that aliases are compared in */
  constructor(
    known: Iterable<KnownCa>,
    private readonly isTaken: (aliasKey: string) => boolean,
  ) {
    for (const ca of known) this.remember(ca);
  }

  /** @param id that it gets if it is new */
  plan(incoming: IncomingCa, id: string): TrustedCaPlan {
    const same = this.byFingerprint.get(incoming.sha256);
    if (same !== undefined) return this.renamed(same, incoming.alias);
    const renewed = incoming.alias === undefined ? undefined : this.byAlias.get(nameKey(incoming.alias));
    const replaces = renewed?.subject === incoming.subject && renewed.spkiSha256 === incoming.spkiSha256;
    if (renewed !== undefined && replaces) {
      this.forget(renewed);
      this.remember({ ...incoming, id: renewed.id, alias: renewed.alias });
      return { outcome: 'UPDATED', id: renewed.id, alias: renewed.alias, replacesCertificate: true };
    }
    const alias = uniqueAlias(incoming.alias ?? incoming.fallbackAlias, (key) => this.holds(key));
    this.remember({ ...incoming, id, alias });
    return { outcome: 'ADDED', id, alias };
  }

  private renamed(known: KnownCa, alias: string | undefined): TrustedCaPlan {
    const { id } = known;
    const isFree = alias !== undefined && alias !== known.alias && this.isFreeFor(id, nameKey(alias));
    if (!isFree) return { outcome: 'UNCHANGED', id };
    this.forget(known);
    this.remember({ ...known, alias });
    return { outcome: 'UPDATED', id, alias, replacesCertificate: false };
  }

  private isFreeFor(id: string, aliasKey: string): boolean {
    const holder = this.byAlias.get(aliasKey);
    return !this.isTaken(aliasKey) && (holder === undefined || holder.id === id);
  }

  private holds(aliasKey: string): boolean {
    return this.byAlias.has(aliasKey) || this.isTaken(aliasKey);
  }

  private remember(ca: KnownCa): void {
    this.byFingerprint.set(ca.sha256, ca);
    this.byAlias.set(nameKey(ca.alias), ca);
  }

  private forget({ sha256, alias }: KnownCa): void {
    this.byFingerprint.delete(sha256);
    this.byAlias.delete(nameKey(alias));
  }
}
