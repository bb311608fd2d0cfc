import type { DescMethod } from '@bufbuild/protobuf';
import {
  CertificateService,
  DomainService,
  EnvironmentService,
  IdentityService,
  JwkService,
  KeyType,
  NodeService,
  TruststoreService,
  UserRole,
  type Certificate,
} from '@certkeep/contracts/connect';
import { createTestCa, type IssuedCertificate, type TestCa } from '@certkeep/testing';
import { randomUUID } from 'node:crypto';
import { password, type Credential, type Running } from '../running.js';
import { signCsr } from './sign-csr.js';

export const withKey = ({ certificatePem, privateKeyPem }: IssuedCertificate) => ({
  source: { case: 'paste' as const, value: { text: `${certificatePem}${privateKeyPem}` } },
});

/** A name that nothing else has. */
const fresh = () => `n${randomUUID()}`;
const idOf = (record: { readonly id: string } | undefined): string => {
  if (record === undefined) throw new TypeError('nothing was made');
  return record.id;
};
const firstOf = ({ definitions: [definition] }: Certificate): string => idOf(definition);

/** Makes what calls need that are made to be repeated. */
export class Requests {
  private constructor(
    private readonly running: Running,
    private readonly admin: Credential,
    private readonly ca: TestCa,
  ) {}

  static async of(running: Running, admin: Credential): Promise<Requests> {
    return new Requests(running, admin, await createTestCa());
  }

  /** A request that changes something, once, for every RPC with a request id, by its service and name. */
  readonly table: Readonly<Record<string, () => Promise<object>>> = {
    'CertificateService/CreateCertificate': async () => ({ name: fresh(), material: await this.material() }),
    'CertificateService/UpdateCertificate': async () => {
      const { id, etag } = await this.certificate();
      return { certificate: { id, etag, description: 'changed' }, updateMask: { paths: ['description'] } };
    },
    'CertificateService/DeleteCertificate': async () => this.versioned(await this.certificate()),
    'CertificateService/UndeleteCertificate': async () => {
      const { id } = await this.certificate();
      await this.certificates.deleteCertificate({ id });
      return { id };
    },
    'CertificateService/SetPrimaryCertificate': async () => this.versioned(await this.certificate()),
    'CertificateService/ClearPrimaryCertificate': async () => {
      const { id } = await this.certificate();
      const { certificate } = await this.certificates.setPrimaryCertificate({ id });
      return { id, etag: certificate?.etag ?? '' };
    },
    'CertificateService/ReplaceCertificate': async () => {
      const replaced = await this.certificate();
      return { ...this.versioned(replaced), replacementId: idOf(await this.certificate()) };
    },
    'CertificateService/BatchCreateCertificates': async () => {
      const [one, two] = [await this.issue(), await this.issue()];
      const files = [one, two].map(({ certificatePem }, index) => ({
        name: `${index}.pem`,
        content: Buffer.from(certificatePem),
      }));
      return { files: { files } };
    },
    'CertificateService/CreateDefinition': async () => ({
      certificateId: idOf(await this.certificate()),
      alias: fresh(),
      environmentIds: [await this.environment()],
      material: await this.material(),
    }),
    'CertificateService/UpdateDefinition': async () => {
      const certificate = await this.certificate();
      const definition = { id: firstOf(certificate), etag: certificate.etag, alias: fresh() };
      return { definition, updateMask: { paths: ['alias'] } };
    },
    'CertificateService/DeleteDefinition': async () => {
      const certificateId = idOf(await this.certificate());
      const place = { alias: fresh(), environmentIds: [await this.environment()] };
      const made = await this.certificates.createDefinition({
        certificateId,
        ...place,
        material: await this.material(),
      });
      return { id: idOf(made.definition) };
    },
    'CertificateService/ReplaceMaterial': () => this.replacement(),
    'CertificateService/RollbackMaterial': async () => {
      const { definitionId, material } = await this.replacement();
      await this.certificates.replaceMaterial({ definitionId, material });
      return { definitionId, versionNumber: 1n };
    },
    'CertificateService/CreateSigningRequest': () => Promise.resolve(this.asked()),
    'CertificateService/CompleteSigningRequest': async () => {
      const { signingRequest } = await this.certificates.createSigningRequest(this.asked());
      const text = signCsr(signingRequest?.csrPem ?? '');
      return { id: idOf(signingRequest), material: { source: { case: 'paste', value: { text } } } };
    },
    'CertificateService/CancelSigningRequest': async () => {
      const { signingRequest } = await this.certificates.createSigningRequest(this.asked());
      return { id: idOf(signingRequest), etag: signingRequest?.etag ?? '' };
    },
    'EnvironmentService/CreateEnvironment': () => Promise.resolve({ environment: { name: fresh() } }),
    'EnvironmentService/UpdateEnvironment': async () => ({
      environment: { id: await this.environment(), name: fresh() },
      updateMask: { paths: ['name'] },
    }),
    'EnvironmentService/DeleteEnvironment': async () => ({ id: await this.environment() }),
    'TruststoreService/ImportTrustedCas': async () => ({
      environmentId: await this.environment(),
      material: await this.trusted(),
    }),
    'TruststoreService/DeleteTrustedCa': async () => {
      const environmentId = await this.environment();
      const truststores = this.running.client(TruststoreService, this.admin);
      const events = truststores.importTrustedCas({ environmentId, material: await this.trusted() });
      for await (const { event } of events) if (event.case === 'verdict') return { id: idOf(event.value.entry) };
      throw new TypeError('nothing was imported');
    },
    'NodeService/CreateNode': () => Promise.resolve({ node: { name: fresh(), mtlsEnabled: true } }),
    'NodeService/UpdateNode': async () => {
      const node = { id: await this.node(), name: fresh() };
      return { node, updateMask: { paths: ['name'] } };
    },
    'NodeService/DeleteNode': async () => ({ id: await this.node() }),
    'NodeService/RetryDeployments': async () => ({ nodeId: await this.node() }),
    'NodeService/RotateNodeToken': async () => ({ id: await this.node() }),
    'NodeService/AddNodeClientCertificate': () => this.newClientCertificate(),
    'NodeService/RemoveNodeClientCertificate': async () => {
      const nodes = this.running.client(NodeService, this.admin);
      const made = await nodes.addNodeClientCertificate(await this.newClientCertificate());
      return { id: idOf(made.clientCertificate) };
    },
    'IdentityService/CreateUser': () =>
      Promise.resolve({ user: { userName: fresh(), role: UserRole.VIEWER }, password }),
    'IdentityService/UpdateUser': async () => ({
      user: { id: await this.user(), displayName: fresh() },
      updateMask: { paths: ['display_name'] },
    }),
    'IdentityService/DeleteUser': async () => ({ id: await this.user() }),
    'IdentityService/CreateServiceAccount': () => Promise.resolve({ serviceAccount: { name: fresh() } }),
    'IdentityService/UpdateServiceAccount': async () => ({
      serviceAccount: { id: await this.serviceAccount(), name: fresh() },
      updateMask: { paths: ['name'] },
    }),
    'IdentityService/DeleteServiceAccount': async () => ({ id: await this.serviceAccount() }),
    'IdentityService/CreateToken': async () => ({ serviceAccountId: await this.serviceAccount(), name: fresh() }),
    'IdentityService/RevokeToken': async () => {
      const serviceAccountId = await this.serviceAccount();
      return { id: idOf((await this.identities.createToken({ serviceAccountId, name: fresh() })).token) };
    },
    'DomainService/CreateApplication': async () => this.newApplication(await this.environment()),
    'DomainService/UpdateApplication': async () => ({
      application: { id: await this.application(await this.environment()), name: fresh() },
      updateMask: { paths: ['name'] },
    }),
    'DomainService/DeleteApplication': async () => ({ id: await this.application(await this.environment()) }),
    'DomainService/CreateCustomDomain': async () => this.newDomain(await this.environment()),
    'DomainService/UpdateCustomDomain': async () => ({
      customDomain: { id: await this.customDomain(), host: `${fresh()}.example` },
      updateMask: { paths: ['host'] },
    }),
    'DomainService/DeleteCustomDomain': async () => ({ id: await this.customDomain() }),
    'DomainService/AssignCertificate': async () => {
      const environmentId = await this.environment();
      const { customDomain } = await this.domains.createCustomDomain(await this.newDomain(environmentId));
      const issued = await this.issue([customDomain?.host ?? '']);
      const made = await this.certificates.createCertificate({ name: fresh(), material: withKey(issued) });
      return { certificateId: idOf(made.certificate), customDomainIds: [idOf(customDomain)] };
    },
    'JwkService/CreateJwk': async () => ({ jwk: await this.newJwk() }),
    'JwkService/UpdateJwk': async () => ({
      jwk: { id: await this.jwk(), name: fresh() },
      updateMask: { paths: ['name'] },
    }),
    'JwkService/DeleteJwk': async () => ({ id: await this.jwk() }),
    'JwkService/DisconnectJwk': async () => ({ id: await this.jwk() }),
  };

  /** The call’s name in the table. */
  static keyOf({ parent, name }: DescMethod): string {
    return `${parent.name}/${name}`;
  }

  async replacement() {
    return { definitionId: firstOf(await this.certificate()), material: await this.material() };
  }

  async material() {
    return withKey(await this.issue());
  }

  private async trusted() {
    return { source: { case: 'paste' as const, value: { text: (await this.issue()).certificatePem } } };
  }

  private asked() {
    return {
      name: fresh(),
      subject: { subject: 'CN=asked', dnsNames: [`${fresh()}.example`], keyType: KeyType.EC_P256 },
    };
  }

  private issue(dnsNames: readonly string[] = []) {
    return this.ca.issue({ commonName: fresh(), dnsNames });
  }

  private versioned({ id, etag }: Certificate) {
    return { id, etag };
  }

  private async certificate(): Promise<Certificate> {
    const made = await this.certificates.createCertificate({ name: fresh(), material: await this.material() });
    if (made.certificate === undefined) throw new TypeError('nothing was made');
    return made.certificate;
  }

  private async environment(): Promise<string> {
    const environments = this.running.client(EnvironmentService, this.admin);
    return idOf((await environments.createEnvironment({ environment: { name: fresh() } })).environment);
  }

  private async node(): Promise<string> {
    const nodes = this.running.client(NodeService, this.admin);
    return idOf((await nodes.createNode({ node: { name: fresh(), mtlsEnabled: true } })).node);
  }

  private async newClientCertificate() {
    return { nodeId: await this.node(), material: Buffer.from((await this.issue()).certificatePem) };
  }

  private async user(): Promise<string> {
    const user = { userName: fresh(), role: UserRole.VIEWER };
    return idOf((await this.identities.createUser({ user, password })).user);
  }

  private async serviceAccount(): Promise<string> {
    const serviceAccount = { name: fresh() };
    return idOf((await this.identities.createServiceAccount({ serviceAccount })).serviceAccount);
  }

  private newApplication(environmentId: string) {
    return { application: { name: fresh(), environmentIds: [environmentId] } };
  }

  private async application(environmentId: string): Promise<string> {
    return idOf((await this.domains.createApplication(this.newApplication(environmentId))).application);
  }

  private async newDomain(environmentId: string) {
    const applicationId = await this.application(environmentId);
    return { customDomain: { applicationId, environmentId, host: `${fresh()}.example` } };
  }

  private async customDomain(): Promise<string> {
    const made = await this.domains.createCustomDomain(await this.newDomain(await this.environment()));
    return idOf(made.customDomain);
  }

  private async newJwk() {
    return { name: fresh(), definitionId: firstOf(await this.certificate()), private: true };
  }

  private async jwk(): Promise<string> {
    const jwks = this.running.client(JwkService, this.admin);
    return idOf((await jwks.createJwk({ jwk: await this.newJwk() })).jwk);
  }

  private get certificates() {
    return this.running.client(CertificateService, this.admin);
  }

  private get identities() {
    return this.running.client(IdentityService, this.admin);
  }

  private get domains() {
    return this.running.client(DomainService, this.admin);
  }
}
