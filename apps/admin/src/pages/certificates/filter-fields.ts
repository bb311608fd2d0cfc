import { CertificateStatus } from '@certkeep/contracts/connect';
import { statusNames } from '../../parts/status-names.js';
import type { ListState } from './list-state.js';

/** A filter that is answered with yes, no, or not at all. */
export interface YesNoFilter {
  readonly field: 'inUse' | 'primary' | 'hasPrivateKey';
  readonly label: string;
  readonly yes: string;
  readonly no: string;
}

export const yesNoFilters: readonly YesNoFilter[] = [
  { field: 'inUse', label: 'Usage', yes: 'In use', no: 'Not in use' },
  { field: 'primary', label: 'Primary', yes: 'Primary', no: 'Not primary' },
  { field: 'hasPrivateKey', label: 'Private key', yes: 'With private key', no: 'Without private key' },
];

export const statusChoices = [
  CertificateStatus.EXPIRED,
  CertificateStatus.EXPIRES_SOON,
  CertificateStatus.UPCOMING,
  CertificateStatus.VALID,
].map((status) => ({ value: status, name: statusNames[status] }));

/** Chooses a status or leaves it out; they stay in their order. */
export function withStatus(
  { statuses }: Pick<ListState, 'statuses'>,
  status: CertificateStatus,
  isOn: boolean,
): CertificateStatus[] {
  return statusChoices
    .map(({ value }) => value)
    .filter((known) => (known === status ? isOn : statuses.includes(known)));
}
