import type { CompanyId, EnvironmentId } from '@certkeep/domain';
import type { ChangeFeed } from '../change-feed.js';
import type { CompanyDirectory } from '../company/company-repository.js';

interface Ports {
  readonly companies: CompanyDirectory;
  readonly feed: ChangeFeed;
}

/** Most environments whose company is remembered: beyond it, all are forgotten and asked for again. */
const mostRemembered = 10_000;

/** Whose JWK Set an address means, remembered: which company has an environment never changes, and seldom which there are. */
export class JwksAddresses {
  private companies: Promise<ReadonlySet<CompanyId>> | ReadonlySet<CompanyId> | undefined;
  private readonly environments = new Map<EnvironmentId, CompanyId>();

  constructor(private readonly ports: Ports) {
    ports.feed.subscribe((company, changes) => {
      if (changes.some(({ kind }) => kind === 'company') || !this.knows(company)) this.companies = undefined;
    });
  }

  /** The installation's only company; undefined where there are several. */
  async onlyCompany(): Promise<CompanyId | undefined> {
    const [first, ...others] = await this.all();
    return others.length === 0 ? first : undefined;
  }

  async isCompany(id: CompanyId): Promise<boolean> {
    return (await this.all()).has(id);
  }

  async companyOf(environment: EnvironmentId): Promise<CompanyId | undefined> {
    const known = this.environments.get(environment);
    if (known !== undefined) return known;
    const found = await this.ports.companies.findByEnvironment(environment);
    if (found === undefined) return undefined;
    if (this.environments.size >= mostRemembered) this.environments.clear();
    this.environments.set(environment, found);
    return found;
  }

  private knows(company: CompanyId): boolean {
    return this.companies === undefined || this.companies instanceof Promise || this.companies.has(company);
  }

  private all(): Promise<ReadonlySet<CompanyId>> | ReadonlySet<CompanyId> {
    this.companies ??= this.read();
    return this.companies;
  }

  private async read(): Promise<ReadonlySet<CompanyId>> {
    try {
      const companies = new Set((await this.ports.companies.list()).map(({ id }) => id));
      this.companies = companies;
      return companies;
    } catch (error) {
      this.companies = undefined;
      throw error;
    }
  }
}
