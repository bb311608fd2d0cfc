import { CertificateStatus, type SummarizeCertificatesResponse } from '@certkeep/contracts/connect';
import { noFacet, type Facet } from './list-request.js';

export interface SummaryCard {
  readonly id: 'total' | 'inUse' | 'notInUse' | 'expiresSoon' | 'expired' | 'upcoming' | 'valid';
  readonly word: string;
  readonly facet: Facet;
  /** The colour of the dot beside the word. */
  readonly dot?: string;
}

const ofStatus = (status: CertificateStatus): Facet => ({ ...noFacet, statuses: [status] });

/** In the order in which they are read. */
export const summaryCards: readonly SummaryCard[] = [
  { id: 'total', word: 'All', facet: noFacet },
  { id: 'inUse', word: 'In use', facet: { ...noFacet, inUse: true } },
  { id: 'notInUse', word: 'Not in use', facet: { ...noFacet, inUse: false } },
  { id: 'expiresSoon', word: 'Expires soon', facet: ofStatus(CertificateStatus.EXPIRES_SOON), dot: 'bg-warn' },
  { id: 'expired', word: 'Expired', facet: ofStatus(CertificateStatus.EXPIRED), dot: 'bg-bad' },
  { id: 'upcoming', word: 'Upcoming', facet: ofStatus(CertificateStatus.UPCOMING), dot: 'bg-info' },
  { id: 'valid', word: 'Valid', facet: ofStatus(CertificateStatus.VALID), dot: 'bg-good' },
];

export type Summary = Pick<SummarizeCertificatesResponse, SummaryCard['id'] | 'timeline'>;
