import type { CompanyId, EnvironmentId } from '@certkeep/domain';
import type { ChangeFeed, ChangeKind } from '../change-feed.js';
import type { CompanyDirectory } from '../company/company-repository.js';

interface Ports {
  readonly companies: CompanyDirectory;
  readonly feed: ChangeFeed;
}

interface Known {
  readonly companies: ReadonlySet<CompanyId>;
  readonly environments: ReadonlyMap<EnvironmentId, CompanyId>;
}

const changing: ReadonlySet<ChangeKind> = new Set(['company', 'environment']);

/**
 * Whose JWK Set an address means. Anybody may ask for any address, so all that there are are remembered: one that there
 * isn't costs no query.
 */
export class JwksAddresses {
  private known: Promise<Known> | undefined;

  constructor(private readonly ports: Ports) {
    ports.feed.subscribe((_company, changes) => {
      if (changes.some(({ kind }) => changing.has(kind))) this.known = undefined;
    });
  }

  /** The installation's only company; undefined where there are several. */
  async onlyCompany(): Promise<CompanyId | undefined> {
    const [first, ...others] = (await this.all()).companies;
    return others.length === 0 ? first : undefined;
  }

  async isCompany(id: CompanyId): Promise<boolean> {
    return (await this.all()).companies.has(id);
  }

  async companyOf(environment: EnvironmentId): Promise<CompanyId | undefined> {
    return (await this.all()).environments.get(environment);
  }

  private all(): Promise<Known> {
    if (this.known !== undefined) return this.known;
    const reading = this.read();
    this.known = reading;
    // A change while it is read has put another reading in its place, or none: that one stays.
    reading.catch(() => {
      if (this.known === reading) this.known = undefined;
    });
    return reading;
  }

  private async read(): Promise<Known> {
    const environments = await this.ports.companies.listEnvironments();
    const companies = new Set((await this.ports.companies.list()).map(({ id }) => id));
    return { companies, environments };
  }
}
