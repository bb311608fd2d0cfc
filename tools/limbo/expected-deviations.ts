const anchor = 'a trust anchor counts for its name and key; its other contents are not judged (RFC 5280 section 6.1.1)';
const baselineRequirements = 'a rule of the CA/Browser Forum for public authorities; private ones are at home here';

/** Cases in which we decide otherwise than the suite wants, and why. */
export const expectedDeviations: Readonly<Record<string, string>> = {
  'crl::crlnumber-missing': 'revocation lists are not fetched, since a URL in a certificate is never followed',
  'rfc5280::san::underscore-dns': 'underscores in host names are taken, since many internal names have them',
  'rfc5280::unknown-critical-extension-root': anchor,
  'rfc5280::root-non-critical-basic-constraints': anchor,
  'rfc5280::root-inconsistent-ca-extensions': anchor,
  'webpki::aki::root-with-aki-authoritycertserialnumber': anchor,
  'webpki::aki::root-with-aki-all-fields': anchor,
  'webpki::aki::root-with-aki-ski-mismatch': anchor,
  'webpki::forbidden-rsa-not-divisible-by-8-in-root': anchor,
  'webpki::cn::ipv6-non-rfc5952-mismatch': 'the common name is never looked at (RFC 9525 section 2)',
  'webpki::cn::utf8-vs-punycode-mismatch': 'the common name is never looked at (RFC 9525 section 2)',
  'webpki::cn::not-in-san': 'the common name is never looked at (RFC 9525 section 2)',
  'webpki::eku::ee-critical-eku': baselineRequirements,
  'webpki::eku::ee-without-eku': `${baselineRequirements}; rfc5280::eku::ee-without-eku wants the opposite`,
  'webpki::forbidden-rsa-key-not-divisible-by-8-in-leaf': baselineRequirements,
  'webpki::ca-as-leaf': `${baselineRequirements}; rfc5280::ca-as-leaf wants the opposite`,
};
