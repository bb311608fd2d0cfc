import { createClient, type Client, type Interceptor, type Transport } from '@connectrpc/connect';
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node';
import type { DescService } from '@bufbuild/protobuf';
import { IdentityService, UserRole, type Permission } from '@certkeep/contracts/connect';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../src/config.js';
import { serve, type Serving } from '../src/serve.js';

export const doors = ['grpc', 'connect', 'grpc-web'] as const;
export type Door = (typeof doors)[number];

export const password = 'correct horse battery';

/** What a client shows of who it is. */
export interface Credential {
  readonly cookie?: string;
  readonly token?: string;
}

/** Certkeep in this process, on free ports, with clients for each of its doors. */
export class Running {
  private constructor(
    readonly serving: Serving,
    readonly dataDir: string,
  ) {}

  /** @param settings more of them, by their variables */
  static async start(databaseUrl: string, settings: Readonly<Record<string, string>> = {}): Promise<Running> {
    const folder = await mkdtemp(join(tmpdir(), 'certkeep-test-'));
    const serving = await serve(
      readConfig({
        CERTKEEP_DATA_DIR: folder,
        CERTKEEP_DATABASE_URL: databaseUrl,
        CERTKEEP_HTTP_PORT: '0',
        CERTKEEP_GRPC_PORT: '0',
        CERTKEEP_LOG_LEVEL: 'silent',
        ...settings,
      }),
    );
    return new Running(serving, folder);
  }

  async stop(): Promise<void> {
    await this.serving.stop();
    await rm(this.dataDir, { recursive: true });
  }

  transport(door: Door, { cookie, token }: Credential = {}): Transport {
    const show: Interceptor = (next) => (request) => {
      if (token !== undefined) request.header.set('authorization', `Bearer ${token}`);
      if (cookie !== undefined) request.header.set('cookie', cookie);
      return next(request);
    };
    const interceptors = [show];
    switch (door) {
      case 'grpc':
        return createGrpcTransport({ baseUrl: `http://${this.serving.grpcAddress}`, interceptors });
      case 'connect':
        return createConnectTransport({ baseUrl: this.serving.httpUrl, httpVersion: '1.1', interceptors });
      case 'grpc-web':
        return createGrpcWebTransport({ baseUrl: this.serving.httpUrl, httpVersion: '1.1', interceptors });
    }
  }

  client<Service extends DescService>(
    service: Service,
    credential: Credential,
    door: Door = 'connect',
  ): Client<Service> {
    return createClient(service, this.transport(door, credential));
  }

  /** Uses the setup link of the first company. @returns the admin's session */
  async setUp(setupUrl = this.serving.setupLinks[0]?.url): Promise<Credential> {
    const setupSecret = setupUrl?.split('#')[1] ?? '';
    return this.entered((headers) =>
      this.client(IdentityService, {}).completeSetup(
        { setupSecret, userName: 'admin', password },
        { onHeader: headers },
      ),
    );
  }

  async signIn(userName: string, company = ''): Promise<Credential> {
    return this.entered((headers) =>
      this.client(IdentityService, {}).signIn({ company, userName, password }, { onHeader: headers }),
    );
  }

  /** A user of this role, signed in. */
  async userOf(admin: Credential, role: UserRole): Promise<Credential> {
    const userName = `user-${UserRole[role].toLowerCase()}`;
    await this.client(IdentityService, admin).createUser({ user: { userName, role }, password });
    return this.signIn(userName);
  }

  /** A service account with these permissions, by its token. */
  async serviceOf(admin: Credential, name: string, permissions: Permission[]): Promise<Credential> {
    const identity = this.client(IdentityService, admin);
    const { serviceAccount } = await identity.createServiceAccount({ serviceAccount: { name, permissions } });
    const { secret } = await identity.createToken({ serviceAccountId: serviceAccount?.id ?? '', name: 'test' });
    return { token: secret };
  }

  private async entered(call: (onHeader: (headers: Headers) => void) => Promise<unknown>): Promise<Credential> {
    let cookie = '';
    await call((headers) => {
      cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
    });
    return { cookie };
  }
}
