import type { CertificateStatus, EnvironmentId } from '@certkeep/domain';

/** Which certificates a list shows: all that is set must hold. */
export interface CertificateFilter {
  /** Part of a name, description, alias, subject, SAN, serial number or fingerprint, in any case; empty for all. */
  readonly search: string;
  /** One of these; none for all. */
  readonly statuses: readonly CertificateStatus[];
  readonly inUse: boolean | undefined;
  readonly primary: boolean | undefined;
  readonly environmentId: EnvironmentId | undefined;
  /** All of these; an empty value asks for the key alone. */
  readonly labels: Readonly<Record<string, string>>;
  /** Ends within this many days, and has not ended. */
  readonly expiresInDays: number | undefined;
  /** A-labels in lower case. */
  readonly coveredHost: string | undefined;
  readonly hasPrivateKey: boolean | undefined;
  /** Deleted ones that can be restored, instead of those that are there. */
  readonly deleted: boolean;
  readonly expiresFrom: Date | undefined;
  readonly expiresBefore: Date | undefined;
}

export const noFilter: CertificateFilter = {
  search: '',
  statuses: [],
  inUse: undefined,
  primary: undefined,
  environmentId: undefined,
  labels: {},
  expiresInDays: undefined,
  coveredHost: undefined,
  hasPrivateKey: undefined,
  deleted: false,
  expiresFrom: undefined,
  expiresBefore: undefined,
};

/** Whether it leaves every certificate that is there. */
export function isUnfiltered({ search, statuses, labels, deleted, ...others }: CertificateFilter): boolean {
  return (
    search === '' &&
    statuses.length === 0 &&
    Object.keys(labels).length === 0 &&
    !deleted &&
    Object.values(others).every((value) => value === undefined)
  );
}
