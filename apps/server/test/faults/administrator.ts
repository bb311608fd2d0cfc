import type { Client } from '@connectrpc/connect';
import { CertificateService, DeploymentState, NodeService } from '@certkeep/contracts/connect';
import type { IssuedCertificate } from '@certkeep/testing';
import { pasted } from '../node-work.js';
import type { Credential } from '../running.js';
import type { Installation } from './installation.js';

/** A certificate with all the leaves that it has, or may have: a call that failed may have been done. */
export interface Rotated {
  readonly id: string;
  readonly name: string;
  readonly definitionId: string;
  readonly fingerprints: Set<string>;
}

interface Ports {
  /** Where the next call goes. */
  readonly installation: () => Installation;
  readonly credential: Credential;
  readonly nextLeaf: () => IssuedCertificate;
}

/** What the admin of one company does to nodes and their certificates. */
export class Administrator {
  private number = 0;

  constructor(private readonly ports: Ports) {}

  async create(primary = false): Promise<Rotated> {
    const issued = this.ports.nextLeaf();
    const name = `certificate ${(this.number += 1)}`;
    const { certificate } = await this.certificates.createCertificate({ name, material: pasted(issued), primary });
    const [definition] = certificate?.definitions ?? [];
    if (certificate === undefined || definition === undefined) throw new Error('no certificate came back');
    return { id: certificate.id, name, definitionId: definition.id, fingerprints: new Set([issued.sha256]) };
  }

  /** @returns the new leaf's fingerprint */
  async replace({ definitionId, name, fingerprints }: Rotated): Promise<string> {
    const issued = this.ports.nextLeaf();
    fingerprints.add(issued.sha256);
    await this.certificates.replaceMaterial({ definitionId, material: pasted(issued), cascade: { confirmName: name } });
    return issued.sha256;
  }

  async makePrimary({ id }: Rotated): Promise<void> {
    await this.certificates.setPrimaryCertificate({ id });
  }

  async register(certificateId = ''): Promise<{ readonly id: string; readonly token: string }> {
    const { node, token } = await this.nodes.createNode({
      node: { name: `node ${(this.number += 1)}`, mtlsEnabled: true, certificateId },
    });
    if (node === undefined) throw new Error('no node came back');
    return { id: node.id, token };
  }

  /** By hand; without a certificate the node follows the primary one. */
  async choose(node: string, certificate?: Rotated): Promise<void> {
    await this.update(node, 'certificate_id', { certificateId: certificate?.id ?? '' });
  }

  async switchMtls(node: string, mtlsEnabled: boolean): Promise<void> {
    await this.update(node, 'mtls_enabled', { mtlsEnabled });
  }

  async rename(node: string): Promise<void> {
    await this.update(node, 'name', { name: `node ${(this.number += 1)}` });
  }

  async remove(node: string): Promise<void> {
    await this.nodes.deleteNode({ id: node });
  }

  /** What is known of the node's newest revision. */
  async deploymentOf(node: string): Promise<DeploymentState> {
    const found = await this.nodes.getNode({ id: node });
    return found.node?.deployment?.state ?? DeploymentState.UNSPECIFIED;
  }

  private async update(id: string, path: string, values: object): Promise<void> {
    await this.nodes.updateNode({ node: { id, ...values }, updateMask: { paths: [path] } });
  }

  private get certificates(): Client<typeof CertificateService> {
    return this.ports.installation().client(CertificateService, this.ports.credential);
  }

  private get nodes(): Client<typeof NodeService> {
    return this.ports.installation().client(NodeService, this.ports.credential);
  }
}
