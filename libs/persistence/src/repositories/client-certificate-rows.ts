import type { ClientCertificate, ClientCertificateReader, ClientCertificateWriter } from '@certkeep/application';
import type { ClientCertificateId, NodeId } from '@certkeep/domain';
import type { ClientCertificateRow } from '../entities/client-certificate.js';
import { isUniqueViolation } from '../unique-violation.js';
import type { CompanyScope } from './company-scope.js';

export class ClientCertificateRows implements ClientCertificateReader, ClientCertificateWriter {
  constructor(private readonly scope: CompanyScope) {}

  async find(id: ClientCertificateId): Promise<ClientCertificate | undefined> {
    return clientCertificateOf(await this.rows.findOneBy({ id, ...this.own }));
  }

  async findByFingerprint(sha256: string): Promise<ClientCertificate | undefined> {
    return clientCertificateOf(await this.rows.findOneBy({ sha256, ...this.own }));
  }

  async listOf(node: NodeId): Promise<readonly ClientCertificate[]> {
    const rows = await this.rows.find({
      where: { node_id: node, ...this.own },
      order: { create_time: 'DESC', id: 'DESC' },
    });
    return rows.flatMap((row) => clientCertificateOf(row) ?? []);
  }

  async insert({ id, nodeId, sha256, subject, notAfter }: Omit<ClientCertificate, 'createTime'>): Promise<boolean> {
    const create_time = this.scope.clock.now();
    try {
      await this.rows.insert({ id, ...this.own, node_id: nodeId, sha256, subject, not_after: notAfter, create_time });
      return true;
    } catch (error) {
      if (isUniqueViolation(error)) return false;
      throw error;
    }
  }

  async delete(id: ClientCertificateId): Promise<void> {
    await this.rows.delete({ id, ...this.own });
  }

  async deleteAllOf(node: NodeId): Promise<void> {
    await this.rows.delete({ node_id: node, ...this.own });
  }

  private get own() {
    return { company_id: this.scope.company };
  }

  private get rows() {
    return this.scope.manager.getRepository(this.scope.entities.clientCertificates);
  }
}

function clientCertificateOf(row: ClientCertificateRow | null): ClientCertificate | undefined {
  if (row === null) return undefined;
  return {
    id: row.id as ClientCertificateId,
    nodeId: row.node_id as NodeId,
    sha256: row.sha256,
    subject: row.subject,
    notAfter: row.not_after,
    createTime: row.create_time,
  };
}
