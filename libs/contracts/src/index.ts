/** The contract's two generated forms have entries of their own: `@certkeep/contracts/grpc` and `@certkeep/contracts/connect`. */
export { nodeSet, type NodeSet } from './node-set.js';
export { isSignedRevision, signatureLength, signRevision } from './revision-signature.js';
export { materialDigests, revisionStatement, type MaterialDigests, type SignedRevision } from './revision-statement.js';
