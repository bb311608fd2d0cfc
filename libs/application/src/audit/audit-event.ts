/** What was done, in the past tense of the record: `certificate.create`. */
export type AuditAction =
  | 'company.create'
  | 'company.setup_link'
  | 'company.setup'
  | 'certificate.create'
  | 'certificate.update'
  | 'certificate.delete'
  | 'certificate.primary.set'
  | 'certificate.primary.clear'
  | 'certificate.restore'
  | 'certificate.purge'
  | 'certificate.replace'
  | 'certificate.key.export'
  | 'definition.create'
  | 'definition.update'
  | 'definition.delete'
  | 'definition.material.replace'
  | 'definition.material.rollback'
  | 'signing_request.create'
  | 'signing_request.complete'
  | 'signing_request.cancel'
  | 'jwk.create'
  | 'jwk.update'
  | 'jwk.follow'
  | 'jwk.disconnect'
  | 'jwk.delete'
  | 'jwk.private.export'
  | 'environment.create'
  | 'environment.update'
  | 'environment.delete'
  | 'application.create'
  | 'application.update'
  | 'application.delete'
  | 'custom_domain.create'
  | 'custom_domain.update'
  | 'custom_domain.delete'
  | 'custom_domain.assign'
  | 'revision_key.create'
  | 'node.create'
  | 'node.update'
  | 'node.delete'
  | 'node.token.rotate'
  | 'node.connection.test'
  | 'user.create'
  | 'user.update'
  | 'user.delete'
  | 'user.sign_in'
  | 'user.sign_out'
  | 'service_account.create'
  | 'service_account.update'
  | 'service_account.delete'
  | 'token.create'
  | 'token.revoke'
  | 'trusted_ca.import'
  | 'trusted_ca.delete';

export interface AuditTarget {
  readonly type:
    | 'company'
    | 'certificate'
    | 'signing_request'
    | 'jwk'
    | 'environment'
    | 'application'
    | 'custom_domain'
    | 'node'
    | 'user'
    | 'service_account'
    | 'token'
    | 'trusted_ca';
  readonly id: string;
  readonly name: string;
}

/** Writes one company's audit log; who, when and from where come from the call. Details never hold a secret. */
export interface AuditTrail {
  record(action: AuditAction, target: AuditTarget, details?: Readonly<Record<string, string>>): Promise<void>;
}
