/** RFC 5652 sections 4 and 8. */
export const data = '1.2.840.113549.1.7.1';
export const encryptedData = '1.2.840.113549.1.7.6';
/** RFC 7292 section 4.2.3, RFC 2985 section 5.5. */
export const x509Certificate = '1.2.840.113549.1.9.22.1';
export const friendlyName = '1.2.840.113549.1.9.20';
export const localKeyId = '1.2.840.113549.1.9.21';
/** RFC 7292 appendix D. */
export const bag = {
  key: '1.2.840.113549.1.12.10.1.1',
  shroudedKey: '1.2.840.113549.1.12.10.1.2',
  certificate: '1.2.840.113549.1.12.10.1.3',
  safeContents: '1.2.840.113549.1.12.10.1.6',
} as const;
/** RFC 8018 appendices A.2, A.4, B.1.2; NIST. */
export const pbkdf2 = '1.2.840.113549.1.5.12';
export const pbes2 = '1.2.840.113549.1.5.13';
export const hmacSha256 = '1.2.840.113549.2.9';
export const aes256Cbc = '2.16.840.1.101.3.4.1.42';
export const sha256 = '2.16.840.1.101.3.4.2.1';
/** Oracle's: Java takes a certificate for a trusted one when it is there, and names what for. */
export const trustedKeyUsage = '2.16.840.1.113894.746875.1.1';
/** RFC 5280 section 4.2.1.12. */
export const anyExtendedKeyUsage = '2.5.29.37.0';
