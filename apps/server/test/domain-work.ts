import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  CertificateService,
  DomainService,
  EnvironmentService,
  IdentityService,
  UserRole,
  type ApplicationSchema,
  type CustomDomainSchema,
} from '@certkeep/contracts/connect';
import { createTestCa, type IssuedCertificate, type IssueOptions, type TestCa } from '@certkeep/testing';
import { password, type Credential, type Running } from './running.js';
import { startWithTwoCompanies } from './two-companies.js';

/** An id that nothing has. */
export const nobody = '0193c5a6-3a44-7b6e-9f10-6f0a9d3f2b11';

/** A server with an application, Shop, in two environments, and what tests of its custom domains do again and again. */
export class DomainWork {
  test = '';
  production = '';
  shop = '';

  private constructor(
    readonly running: Running,
    readonly admin: Credential,
    readonly stranger: Credential,
    private readonly writer: Credential,
    readonly ca: TestCa,
  ) {}

  static async start(url: string): Promise<DomainWork> {
    const settings = { CERTKEEP_EGRESS_ALLOW: '127.0.0.0/8,::1/128' };
    const { running, admin, stranger, writer } = await startWithTwoCompanies(url, settings);
    const work = new DomainWork(running, admin, stranger, writer, await createTestCa());
    work.test = await work.environment('test');
    work.production = await work.environment('production');
    work.shop = (await work.application({ name: 'Shop', environmentIds: [work.test, work.production] })).id;
    return work;
  }

  stop(): Promise<void> {
    return this.running.stop();
  }

  domains(credential = this.writer) {
    return this.running.client(DomainService, credential, 'grpc');
  }

  certificates() {
    return this.running.client(CertificateService, this.writer, 'grpc');
  }

  async environment(name: string): Promise<string> {
    const environments = this.running.client(EnvironmentService, this.writer);
    const { environment } = await environments.createEnvironment({ environment: { name } });
    return environment?.id ?? '';
  }

  async application(given: MessageInitShape<typeof ApplicationSchema>) {
    const { application } = await this.domains().createApplication({ application: given });
    if (application === undefined) throw new Error('no application');
    return application;
  }

  async store(
    issued: IssuedCertificate,
    { withKey = true, ...request }: { name?: string; environmentIds?: string[]; withKey?: boolean } = {},
  ) {
    const text = issued.certificatePem + (withKey ? issued.privateKeyPem : '');
    const { certificate } = await this.certificates().createCertificate({
      material: { source: { case: 'paste', value: { text } } },
      allowExpired: true,
      ...request,
    });
    if (certificate === undefined) throw new Error('no certificate');
    return certificate;
  }

  /** @returns the id of a certificate for these names */
  async covering(name: string, dnsNames: string[], options: Partial<IssueOptions> = {}): Promise<string> {
    return (await this.store(await this.ca.issue({ commonName: name, dnsNames, ...options }), { name })).id;
  }

  /** Of the application Shop, in the test environment, unless it says otherwise. */
  async create(given: MessageInitShape<typeof CustomDomainSchema>) {
    const { customDomain } = await this.domains().createCustomDomain({
      customDomain: { applicationId: this.shop, environmentId: this.test, ...given },
    });
    if (customDomain === undefined) throw new Error('no custom domain');
    return customDomain;
  }

  async inUse(id: string): Promise<boolean | undefined> {
    return (await this.certificates().getCertificate({ id })).certificate?.inUse;
  }

  /** A technical contact, signed in. */
  async contact(userName: string) {
    const { user } = await this.running
      .client(IdentityService, this.admin)
      .createUser({ user: { userName, role: UserRole.TECHNICAL_CONTACT }, password });
    return { id: user?.id ?? '', credential: await this.running.signIn(userName, 'main') };
  }
}
