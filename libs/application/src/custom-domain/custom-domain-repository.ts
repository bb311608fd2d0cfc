import type { ApplicationId, CertificateId, CustomDomainId, EnvironmentId } from '@certkeep/domain';
import type { Page, PageRequest } from '../page.js';

export interface NewCustomDomain {
  readonly id: CustomDomainId;
  readonly applicationId: ApplicationId;
  readonly environmentId: EnvironmentId;
  /** A-labels in lower case. */
  readonly host: string;
  /** Undefined: none yet. */
  readonly certificateId: CertificateId | undefined;
}

/** A host name of one application in one environment. */
export interface CustomDomain extends NewCustomDomain {
  readonly version: number;
  readonly createTime: Date;
  readonly updateTime: Date;
}

/** Which custom domains a list shows: all that is set must hold. */
export interface CustomDomainFilter {
  /** Part of the host, in lower case; empty for all. */
  readonly search: string;
  readonly applicationId: ApplicationId | undefined;
  readonly environmentId: EnvironmentId | undefined;
  readonly certificateId: CertificateId | undefined;
  /** Whether `selectForDomain` lets the certificate serve the host. */
  readonly covered: boolean | undefined;
}

export interface CustomDomainQuery {
  readonly filter: CustomDomainFilter;
  /** The moment that coverage is asked for. */
  readonly at: Date;
  readonly page: PageRequest;
}

export const everyCustomDomain: CustomDomainFilter = {
  search: '',
  applicationId: undefined,
  environmentId: undefined,
  certificateId: undefined,
  covered: undefined,
};

export interface CustomDomainReader {
  find(id: CustomDomainId): Promise<CustomDomain | undefined>;
  /** Those of these that are there, in no order. */
  findMany(ids: readonly CustomDomainId[]): Promise<readonly CustomDomain[]>;
  findByHost(environment: EnvironmentId, host: string): Promise<CustomDomain | undefined>;
  /** By host. */
  list(query: CustomDomainQuery): Promise<Page<CustomDomain>>;
  /** Custom domains that this certificate serves, by host. */
  listServedBy(certificate: CertificateId): Promise<readonly CustomDomain[]>;
}

export interface CustomDomainWriter {
  insert(domain: NewCustomDomain): Promise<void>;
  update(
    id: CustomDomainId,
    settings: { readonly host: string; readonly certificateId: CertificateId | undefined },
  ): Promise<void>;
  /** Serves all of these with one certificate. */
  assign(ids: readonly CustomDomainId[], certificate: CertificateId): Promise<void>;
  /** Serves with one certificate what another served. @returns those that moved, as they were */
  moveAll(from: CertificateId, to: CertificateId): Promise<readonly CustomDomain[]>;
  delete(id: CustomDomainId): Promise<void>;
}
