import { TruststoreFormat } from '@certkeep/contracts/connect';

/** Forms of a truststore file, as people know them. */
export const formatWords: Readonly<Record<TruststoreFormat, string>> = {
  [TruststoreFormat.UNSPECIFIED]: 'Unknown',
  [TruststoreFormat.PEM]: 'PEM bundle',
  [TruststoreFormat.PKCS12]: 'PKCS#12 for Java',
  [TruststoreFormat.JKS]: 'Java keystore (JKS)',
  [TruststoreFormat.ZIP]: 'ZIP of .cer files',
};

/** Java’s stores have one; the others are plain files. */
export function hasPassword(format: TruststoreFormat): boolean {
  switch (format) {
    case TruststoreFormat.PKCS12:
    case TruststoreFormat.JKS:
      return true;
    case TruststoreFormat.UNSPECIFIED:
    case TruststoreFormat.PEM:
    case TruststoreFormat.ZIP:
      return false;
  }
}
