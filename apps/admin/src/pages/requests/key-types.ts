import { KeyType } from '@certkeep/contracts/connect';

/** Kinds of key as people know them, the usual ones first. */
export const keyTypes: readonly { readonly value: KeyType; readonly label: string }[] = [
  { value: KeyType.EC_P256, label: 'EC P-256' },
  { value: KeyType.EC_P384, label: 'EC P-384' },
  { value: KeyType.EC_P521, label: 'EC P-521' },
  { value: KeyType.RSA_2048, label: 'RSA 2048' },
  { value: KeyType.RSA_3072, label: 'RSA 3072' },
  { value: KeyType.RSA_4096, label: 'RSA 4096' },
  { value: KeyType.ED25519, label: 'Ed25519' },
  { value: KeyType.ED448, label: 'Ed448' },
];

export function keyTypeLabel(type: KeyType | undefined): string {
  return keyTypes.find(({ value }) => value === type)?.label ?? 'As it was';
}
