/** The contract's two generated forms have entries of their own: `@certkeep/contracts/grpc` and `@certkeep/contracts/connect`. */
export { isSignedRevision, signStatements } from './batch-signature.js';
export {
  commonStatement,
  materialDigests,
  revisionStatement,
  statementFor,
  type MaterialDigests,
  type SignedRevision,
} from './revision-statement.js';
