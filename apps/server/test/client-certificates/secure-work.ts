import { RuntimeService, type NodeClientCertificate } from '@certkeep/contracts/connect';
import { selfSigned, type IssuedCertificate, type SelfSigned } from '@certkeep/testing';
import { createClient, type Client, type Interceptor } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeWork } from '../node-work.js';
import { WatchedNode } from '../watched-node.js';

/** What a node shows of who it is on a port with TLS. */
export interface Shown {
  readonly certificate?: Pick<IssuedCertificate, 'certificatePem' | 'privateKeyPem'>;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Certkeep with TLS on its gRPC port, an administrator, and nodes. */
export class SecureWork {
  private readonly open: WatchedNode[] = [];

  private constructor(
    readonly work: NodeWork,
    readonly folder: string,
    readonly server: SelfSigned,
  ) {}

  static async start(databaseUrl: string): Promise<SecureWork> {
    const folder = await mkdtemp(join(tmpdir(), 'certkeep-tls-'));
    const server = selfSigned('the gRPC port');
    await writeServerCertificate(folder, server);
    const work = await NodeWork.start(databaseUrl, {
      CERTKEEP_GRPC_CERTIFICATE_FILE: join(folder, 'certificate.pem'),
      CERTKEEP_GRPC_KEY_FILE: join(folder, 'key.pem'),
      CERTKEEP_HEARTBEAT_SECONDS: '1',
    });
    return new SecureWork(work, folder, server);
  }

  async stop(): Promise<void> {
    this.hangUp();
    await this.work.stop();
    await rm(this.folder, { recursive: true });
  }

  hangUp(): void {
    for (const watched of this.open.splice(0)) watched.close();
  }

  async added(nodeId: string, { certificatePem }: { readonly certificatePem: string }): Promise<NodeClientCertificate> {
    const material = Buffer.from(certificatePem);
    const { clientCertificate } = await this.work.nodes.addNodeClientCertificate({ nodeId, material });
    if (clientCertificate === undefined) throw new Error('no certificate came back');
    return clientCertificate;
  }

  /** A node with a certificate to present, and one with which it signs in. */
  async nodeWithCertificate() {
    const presented = await this.work.issue();
    const { id } = await this.work.stored(presented);
    const { node, token } = await this.work.registered({ certificateId: id });
    const certificate = await this.work.issue();
    const added = await this.added(node.id, certificate);
    return { node, token, presented, certificate, added };
  }

  runtimeOf({ certificate, token, headers = {} }: Shown): Client<typeof RuntimeService> {
    const show: Interceptor = (next) => (request) => {
      if (token !== undefined) request.header.set('authorization', `Bearer ${token}`);
      for (const [name, value] of Object.entries(headers)) request.header.set(name, value);
      return next(request);
    };
    const transport = createGrpcTransport({
      baseUrl: `https://${this.work.running.serving.grpcAddress}`,
      interceptors: [show],
      nodeOptions: {
        ca: this.server.certificatePem,
        ...(certificate === undefined ? {} : { cert: certificate.certificatePem, key: certificate.privateKeyPem }),
      },
    });
    return createClient(RuntimeService, transport);
  }

  watching(shown: Shown): WatchedNode {
    const watched = new WatchedNode(this.runtimeOf(shown));
    this.open.push(watched);
    return watched;
  }
}

export async function writeServerCertificate(folder: string, { certificatePem, privateKeyPem }: SelfSigned) {
  await writeFile(join(folder, 'certificate.pem'), certificatePem);
  await writeFile(join(folder, 'key.pem'), privateKeyPem);
}
