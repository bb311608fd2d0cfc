/** Ids are UUIDv7 text; the brands keep one kind from being passed for another. */
type Id<Kind extends string> = string & { readonly __id: Kind };

export type CompanyId = Id<'company'>;
export type UserId = Id<'user'>;
export type ServiceAccountId = Id<'service_account'>;
export type TokenId = Id<'token'>;
export type SessionId = Id<'session'>;
export type CertificateId = Id<'certificate'>;
export type DefinitionId = Id<'definition'>;
export type VersionId = Id<'version'>;
export type EnvironmentId = Id<'environment'>;
export type NodeId = Id<'node'>;
export type ClientCertificateId = Id<'client_certificate'>;
export type ApplicationId = Id<'application'>;
export type CustomDomainId = Id<'custom_domain'>;
export type SigningRequestId = Id<'signing_request'>;
export type JwkId = Id<'jwk'>;
export type TrustedCaId = Id<'trusted_ca'>;
