import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the corpora are: a folder beside the checkout, or another one that has the same index. */
export const corpora = process.env['CERTKEEP_CORPORA'] ?? join(import.meta.dirname, '../../../../../shared/corpora');
export const areCorporaHere = existsSync(join(corpora, 'certificates/index.json'));

/** A row of certificates/index.json: a file, and what OpenSSL, pyca/cryptography and keytool make of it. */
export interface IndexRow {
  readonly file: string;
  readonly format: string;
  readonly certs?: readonly CertificateTruth[];
  readonly openssl?: OpensslTruth;
  readonly key?: KeyTruth;
  readonly password?: string;
  readonly keytool?: { readonly ok: boolean; readonly cert_sha256?: readonly string[] };
}

/** What pyca/cryptography reads in one certificate. */
export interface CertificateTruth {
  readonly pyca_error?: string;
  readonly subject?: string | null;
  readonly issuer?: string | null;
  readonly sha256?: string;
  readonly sha1?: string;
  readonly serial_hex?: string | null;
  readonly version?: number;
  readonly not_before?: string | null;
  readonly not_after?: string | null;
  readonly key_type?: string | null;
  readonly spki_sha256?: string | null;
  readonly is_ca?: boolean | null;
  readonly san?: {
    readonly dns: readonly string[];
    readonly ip: readonly string[];
    readonly uri: readonly string[];
    readonly email: readonly string[];
    readonly n: number;
  } | null;
}

/** What OpenSSL makes of the first certificate, or of the store. */
export interface OpensslTruth {
  readonly ok: boolean;
  readonly n_certs?: number;
  readonly n_keys?: number;
}

export interface KeyTruth {
  readonly ok: boolean;
  readonly password?: string;
  readonly spki_sha256?: string;
}

export function indexRows(): readonly IndexRow[] {
  return JSON.parse(readFileSync(join(corpora, 'certificates/index.json'), 'utf8')) as readonly IndexRow[];
}

export function contentOfRow({ file }: IndexRow): Uint8Array {
  return new Uint8Array(readFileSync(join(corpora, 'certificates', file)));
}
