import { ExportFormat } from '@certkeep/contracts/connect';

/** A form in which a certificate is saved. */
export interface ExportForm {
  readonly id: 'all' | 'leaf' | 'chain' | 'der' | 'pkcs12' | 'pem_with_key';
  readonly label: string;
  readonly withKey: boolean;
  readonly request: {
    readonly format: ExportFormat;
    readonly includeLeaf?: boolean;
    readonly includeChain?: boolean;
  };
}

const { PEM, DER, PKCS12, PEM_WITH_KEY } = ExportFormat;
const withoutKey: readonly ExportForm[] = [
  { id: 'all', label: 'PEM with its chain', withKey: false, request: { format: PEM } },
  { id: 'leaf', label: 'PEM, the certificate alone', withKey: false, request: { format: PEM, includeLeaf: true } },
  { id: 'chain', label: 'PEM, the chain alone', withKey: false, request: { format: PEM, includeChain: true } },
  { id: 'der', label: 'DER, the certificate alone', withKey: false, request: { format: DER } },
];
const withKey: readonly ExportForm[] = [
  { id: 'pkcs12', label: 'PKCS#12 with chain and private key', withKey: true, request: { format: PKCS12 } },
  {
    id: 'pem_with_key',
    label: 'PEM with chain and encrypted private key',
    withKey: true,
    request: { format: PEM_WITH_KEY },
  },
];

/** @param options `withKey`: the private key is here, and this person may take it away */
export function formsOf(options: { readonly withKey: boolean }): readonly ExportForm[] {
  return options.withKey ? [...withoutKey, ...withKey] : withoutKey;
}

/** What is wrong with each of the two fields; nothing where it is right. */
export interface PassphraseProblems {
  readonly passphrase?: string;
  readonly repeated?: string;
}

/** The server's own rule, told before anything is sent. */
export function passphraseProblems(passphrase: string, repeated: string): PassphraseProblems {
  const { length } = [...passphrase];
  if (length < 12) return { passphrase: `The passphrase has ${length} characters. Enter at least 12.` };
  if (length > 1024) return { passphrase: `The passphrase has ${length} characters. Enter 1,024 at most.` };
  return repeated === passphrase ? {} : { repeated: 'The two differ. Enter the same passphrase again.' };
}
