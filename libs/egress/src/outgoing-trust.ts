import type { TrustHolder } from '@certkeep/application';
import type { CompanyId } from '@certkeep/domain';
import { constants } from 'node:crypto';
import { createSecureContext, getCACertificates, setDefaultCACertificates, type SecureContext } from 'node:tls';

/**
 * What a connection is for. `talk`: something is said, so that old protocols are refused. `look`: nothing is, so that
 * they are good enough to see what a server presents.
 */
export type Purpose = 'talk' | 'look';

interface CompanyTrust {
  readonly certificates: readonly string[];
  /** Made when they are first needed, and never for a single connection: of 1,000 CAs each takes 50 ms. */
  readonly contexts: Map<Purpose, SecureContext>;
}

/**
 * What this process trusts when it connects outwards: HTTPS, LDAPS, and whatever else comes to speak TLS.
 * An assigned certificate is trusted by itself, also where another has issued it (`allowPartialTrustChain`).
 * Code that names no trust of its own gets the process's default: the only company's; while there are several, what
 * Node.js was started with, so that no company decides what the operator's connections believe.
 */
export class OutgoingTrust implements TrustHolder {
  private readonly companies = new Map<CompanyId, CompanyTrust>();
  private readonly startedWith = getCACertificates('default');

  replace(company: CompanyId, certificates: readonly Uint8Array[]): void {
    this.companies.set(company, { certificates: certificates.map(pemOf), contexts: new Map() });
    this.setDefault();
  }

  /** PEM of what this company trusts. */
  authorities(company: CompanyId): readonly string[] {
    return this.companies.get(company)?.certificates ?? [];
  }

  /** For a new connection on behalf of this company. Nothing is trusted where nothing has been loaded. */
  secureContext(company: CompanyId, purpose: Purpose): SecureContext {
    const trust = this.companies.get(company);
    const known = trust?.contexts.get(purpose);
    if (known !== undefined) return known;
    const context = createSecureContext({
      // A list, also without anything in it: nothing at all would be taken for the default.
      ca: [...this.authorities(company)],
      allowPartialTrustChain: true,
      ...optionsFor(purpose),
    });
    trust?.contexts.set(purpose, context);
    return context;
  }

  /** As the process was before. */
  release(): void {
    setDefaultCACertificates(this.startedWith);
  }

  private setDefault(): void {
    const [only, ...others] = this.companies.values();
    if (only === undefined) return;
    setDefaultCACertificates(others.length === 0 ? only.certificates : this.startedWith);
  }
}

export function optionsFor(purpose: Purpose) {
  switch (purpose) {
    case 'talk':
      return {};
    case 'look':
      return {
        minVersion: 'TLSv1',
        ciphers: 'DEFAULT:@SECLEVEL=0',
        // Servers older than RFC 5746 are looked at too.
        secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
      } as const;
  }
}

function pemOf(der: Uint8Array): string {
  const lines = Buffer.from(der).toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd();
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
