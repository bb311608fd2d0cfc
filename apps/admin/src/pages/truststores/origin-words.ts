import { TruststoreOrigin } from '@certkeep/contracts/connect';

/** Why an entry is trusted, as people read it. */
export const originWords: Readonly<Record<TruststoreOrigin, string>> = {
  [TruststoreOrigin.UNSPECIFIED]: 'Unknown',
  [TruststoreOrigin.ASSIGNED_CERTIFICATE]: 'Assigned certificate',
  [TruststoreOrigin.IMPORTED_CA]: 'Imported CA',
  [TruststoreOrigin.SYSTEM_ROOT]: 'System root',
};

/** The same of many. */
export const originsWords: Readonly<Record<TruststoreOrigin, string>> = {
  [TruststoreOrigin.UNSPECIFIED]: 'Unknown',
  [TruststoreOrigin.ASSIGNED_CERTIFICATE]: 'Assigned certificates',
  [TruststoreOrigin.IMPORTED_CA]: 'Imported CAs',
  [TruststoreOrigin.SYSTEM_ROOT]: 'System roots',
};
