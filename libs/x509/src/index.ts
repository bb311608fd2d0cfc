export type { CertificateFacts, KeyFacts, ParsedCertificate, SubjectAlternativeName } from './certificate/facts.js';
export { keyWeakness, signatureWeakness } from './certificate/weakness.js';
export { certificateText } from './certificate/certificate-text.js';
export { parseCertificate } from './certificate/parse-certificate.js';
export { isSelfIssued, isSelfSigned } from './chain/chain-order.js';
export { certificatePem, pemCertificates, signingRequestPem } from './formats/pem-blocks.js';
export { certificateJwk, privateJwkMembers, type CertificateJwk, type JwkMembers } from './jwk/certificate-jwk.js';
export { encryptedKeyPem } from './formats/encrypted-key.js';
export { writePkcs12, type KeyStoreContents } from './formats/pkcs12/write-pkcs12.js';
export type { TruststoreEntry } from './formats/truststore/truststore-entry.js';
export { writeJksTruststore } from './formats/truststore/write-jks-truststore.js';
export { writePemTruststore } from './formats/truststore/write-pem-truststore.js';
export { writePkcs12Truststore } from './formats/truststore/write-pkcs12-truststore.js';
export { writeTruststore, type TruststoreFile } from './formats/truststore/write-truststore.js';
export { writeZipTruststore } from './formats/truststore/write-zip-truststore.js';
export { inspectMaterial } from './intake/inspect-material.js';
export { judgeMaterial } from './intake/judge-material.js';
export {
  defaultLimits,
  type BroughtMaterial,
  type Inspection,
  type IntakeLimits,
  type MaterialFile,
  type MaterialInput,
  type PrivateKeyMaterial,
  type Warning,
} from './intake/material.js';
export { errorOf, type Refusal } from './intake/refusal.js';
export { sortFiles, type FileBundle, type SortedFiles } from './intake/sort-files.js';
export {
  defaultTrustLimits,
  readTrustedEntries,
  type TrustedEntry,
  type TrustLimits,
} from './intake/trusted-entries.js';
export { MaterialPool, type MaterialPoolOptions, type Watched } from './worker/material-pool.js';
export { verifyPath, type PathInput, type PathResult } from './path/verify-path.js';
export { readRequestedNames, requestedNamesOf, type RequestedNames } from './request/requested-names.js';
export { requestKeyProblem } from './request/request-signature.js';
export {
  generateSigningKey,
  signingKeyTypeLike,
  signingKeyTypeOf,
  signingKeyTypes,
  type SigningKeyType,
} from './request/signing-key.js';
export { selfSignedClient, type SelfSignedClient } from './request/self-signed-client.js';
export { signRequest, type SignedRequest } from './request/signing-request.js';
