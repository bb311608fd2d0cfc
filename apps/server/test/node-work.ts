import { CertificateService, NodeService, RuntimeService, type Node } from '@certkeep/contracts/connect';
import { createTestCa, type IssuedCertificate, type TestCa } from '@certkeep/testing';
import { Running, type Credential, type Door } from './running.js';
import { WatchedNode } from './watched-node.js';

let number = 0;

/** A name that nothing has yet; later ones are sorted behind earlier ones. */
export function freshName(kind: string): string {
  return `${kind} ${String((number += 1)).padStart(4, '0')}`;
}

export function pasted({ certificatePem, privateKeyPem }: IssuedCertificate) {
  return { source: { case: 'paste' as const, value: { text: certificatePem + privateKeyPem } } };
}

/** What an administrator does with nodes and their certificates, and the nodes themselves. */
export class NodeWork {
  private readonly open: WatchedNode[] = [];

  private constructor(
    readonly running: Running,
    readonly admin: Credential,
    readonly ca: TestCa,
  ) {}

  static async start(databaseUrl: string, settings: Readonly<Record<string, string>> = {}): Promise<NodeWork> {
    const running = await Running.start(databaseUrl, settings);
    return new NodeWork(running, await running.setUp(), await createTestCa());
  }

  async stop(): Promise<void> {
    this.hangUp();
    await this.running.stop();
  }

  /** Ends what still watches. */
  hangUp(): void {
    for (const watched of this.open.splice(0)) watched.close();
  }

  get certificates() {
    return this.running.client(CertificateService, this.admin);
  }

  get nodes() {
    return this.running.client(NodeService, this.admin);
  }

  issue(): Promise<IssuedCertificate> {
    return this.ca.issue({ commonName: freshName('leaf') });
  }

  async stored(issued: IssuedCertificate, primary = false) {
    const name = freshName('certificate');
    const { certificate } = await this.certificates.createCertificate({ name, material: pasted(issued), primary });
    if (certificate === undefined) throw new Error('no certificate came back');
    return certificate;
  }

  /** With mTLS on. */
  async registered(settings: Partial<Pick<Node, 'certificateId' | 'mtlsEnabled' | 'environmentId'>> = {}) {
    const created = await this.nodes.createNode({ node: { name: freshName('node'), mtlsEnabled: true, ...settings } });
    const { node, token } = created;
    if (node === undefined) throw new Error('no node came back');
    return { node, token };
  }

  runtimeOf(token: string, door: Door = 'grpc') {
    return this.running.client(RuntimeService, { token }, door);
  }

  watching(
    token: string,
    { door, ...known }: { readonly door?: Door; readonly knownRevision?: bigint; readonly etag?: string } = {},
  ): WatchedNode {
    const watched = new WatchedNode(this.runtimeOf(token, door), known);
    this.open.push(watched);
    return watched;
  }
}
