/** What was parsed from one certificate (RFC 5280). */
export interface CertificateFacts {
  /** 1, 2 or 3. */
  readonly version: number;
  /** Lower-case hex of the INTEGER's content, as long as the certificate has it. */
  readonly serialNumber: string;
  /** RFC 4514 text. */
  readonly subject: string;
  /** RFC 4514 text. */
  readonly issuer: string;
  /** The subject's most specific common name. */
  readonly commonName: string | undefined;
  readonly notBefore: Date;
  /** The last second of validity. */
  readonly notAfter: Date;
  readonly subjectAlternativeNames: readonly SubjectAlternativeName[];
  readonly key: KeyFacts;
  /** As in `ecdsa-with-SHA256`; a dotted OID when it has no name here. */
  readonly signatureAlgorithm: string;
  readonly keyUsages: readonly string[];
  readonly extendedKeyUsages: readonly string[];
  readonly basicConstraints: { readonly ca: boolean; readonly pathLength: number | undefined } | undefined;
  /** Lower-case hex; empty when absent. */
  readonly subjectKeyIdentifier: string;
  readonly authorityKeyIdentifier: string;
  readonly crlUrls: readonly string[];
  readonly ocspUrls: readonly string[];
  readonly caIssuerUrls: readonly string[];
  /** Signed certificate timestamps (RFC 6962). */
  readonly hasScts: boolean;
  /** Lower-case hex of the DER's digest. */
  readonly sha1: string;
  readonly sha256: string;
  /** Lower-case hex SHA-256 of the SubjectPublicKeyInfo: the same for every certificate of one key. */
  readonly spkiSha256: string;
  /** Dotted OIDs of extensions that are there and can't be read: they count as not there, and are warned of. */
  readonly unreadableExtensions: readonly string[];
}

export interface SubjectAlternativeName {
  readonly kind: 'DNS' | 'IP' | 'URI' | 'EMAIL' | 'OTHER';
  /** Made by whoever made the certificate: shown as text, never split or trusted. */
  readonly value: string;
  /** Dotted OID, for OTHER. */
  readonly typeOid: string;
}

export interface KeyFacts {
  /** `RSA`, `RSA-PSS`, `EC`, `Ed25519`, `Ed448`, or a dotted OID. */
  readonly algorithm: string;
  /** In bits; 0 when it can't be told. */
  readonly size: number;
  /** `P-256`, `P-384`, `P-521`, or a dotted OID, for EC; else empty. */
  readonly curve: string;
}

/** A certificate in its bytes and what they say. */
export interface ParsedCertificate {
  readonly der: Uint8Array;
  readonly facts: CertificateFacts;
}
