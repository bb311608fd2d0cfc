import { CertificateStatus } from '@certkeep/contracts/connect';

/** As people read them. */
export const statusNames: Readonly<Record<CertificateStatus, string>> = {
  [CertificateStatus.UNSPECIFIED]: 'Unknown',
  [CertificateStatus.VALID]: 'Valid',
  [CertificateStatus.UPCOMING]: 'Upcoming',
  [CertificateStatus.EXPIRES_SOON]: 'Expires soon',
  [CertificateStatus.EXPIRED]: 'Expired',
};
