export type { CertificateFacts, KeyFacts, ParsedCertificate, SubjectAlternativeName } from './certificate/facts.js';
export { inspectMaterial } from './intake/inspect-material.js';
export { judgeMaterial } from './intake/judge-material.js';
export {
  defaultLimits,
  type Inspection,
  type IntakeLimits,
  type MaterialFile,
  type MaterialInput,
  type PrivateKeyMaterial,
  type Warning,
} from './intake/material.js';
export { parseCertificate } from './certificate/parse-certificate.js';
export { certificatePem } from './formats/pem-blocks.js';
export { isSelfIssued, isSelfSigned } from './chain/chain-order.js';
