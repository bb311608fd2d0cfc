import { createClient, type Client, type Interceptor, type Transport } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import type { DescService } from '@bufbuild/protobuf';
import { IdentityService } from '@certkeep/contracts/connect';
import { freePort, startServer, type RunningServer } from '@certkeep/testing';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { password, type Credential } from '../running.js';

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
/** Milliseconds that an administrator waits for an answer. */
const patience = 5_000;

/** A server process that keeps its gRPC port and its data folder when it is killed and started again. */
export class Installation {
  private constructor(
    private readonly dataDir: string,
    private readonly env: Readonly<Record<string, string>>,
    readonly grpcPort: number,
    private server: RunningServer,
  ) {}

  /** @param settings by their variables */
  static async start(settings: Readonly<Record<string, string>>): Promise<Installation> {
    const dataDir = await mkdtemp(join(tmpdir(), 'certkeep-faults-'));
    const grpcPort = await freePort();
    const env = {
      CERTKEEP_GRPC_PORT: String(grpcPort),
      CERTKEEP_LOG_LEVEL: 'silent',
      CERTKEEP_HEARTBEAT_SECONDS: '1',
      ...settings,
    };
    return new Installation(dataDir, env, grpcPort, await startServer({ dataDir, env }));
  }

  async kill9(): Promise<void> {
    await this.server.kill9();
  }

  async startAgain(): Promise<void> {
    this.server = await startServer({ dataDir: this.dataDir, env: this.env });
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  /** Uses a setup link: that of the first company, when none is given. @returns the admin's session */
  async setUp(setupUrl = this.server.setupUrl): Promise<Credential> {
    let cookie = '';
    await this.client(IdentityService, {}).completeSetup(
      { setupSecret: setupUrl?.split('#')[1] ?? '', userName: 'admin', password },
      { onHeader: (headers) => (cookie = headers.get('set-cookie')?.split(';')[0] ?? '') },
    );
    return { cookie };
  }

  /** @returns the admin's session of one company more */
  async setUpCompany(slug: string): Promise<Credential> {
    const { stdout } = await promisify(execFile)(process.execPath, [program, 'company', 'create', slug], {
      env: { ...process.env, CERTKEEP_DATA_DIR: this.dataDir, ...this.env },
    });
    return this.setUp(/http\S+/.exec(stdout)?.[0]);
  }

  /** Speaks to the process that runs now, past whatever stands before it. */
  client<Service extends DescService>(service: Service, credential: Credential): Client<Service> {
    return createClient(service, this.transport(credential));
  }

  private transport({ cookie, token }: Credential): Transport {
    const show: Interceptor = (next) => (request) => {
      if (token !== undefined) request.header.set('authorization', `Bearer ${token}`);
      if (cookie !== undefined) request.header.set('cookie', cookie);
      return next(request);
    };
    const { httpUrl } = this.server;
    return createConnectTransport({
      baseUrl: httpUrl,
      httpVersion: '1.1',
      interceptors: [show],
      defaultTimeoutMs: patience,
    });
  }
}
