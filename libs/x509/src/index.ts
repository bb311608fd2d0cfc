export type { CertificateFacts, KeyFacts, ParsedCertificate, SubjectAlternativeName } from './facts.js';
export { inspectMaterial } from './inspect-material.js';
export { judgeMaterial } from './judge-material.js';
export {
  defaultLimits,
  type Inspection,
  type IntakeLimits,
  type MaterialFile,
  type MaterialInput,
  type PrivateKeyMaterial,
  type Warning,
} from './material.js';
export { parseCertificate } from './parse-certificate.js';
export { certificatePem } from './pem-blocks.js';
export { isSelfIssued, isSelfSigned } from './chain-order.js';
