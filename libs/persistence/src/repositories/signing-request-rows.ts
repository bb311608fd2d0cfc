import type {
  NewSigningRequest,
  Page,
  SigningRequest,
  SigningRequestQuery,
  SigningRequestReader,
  SigningRequestWriter,
} from '@certkeep/application';
import type { CertificateId, DefinitionId, SigningRequestId } from '@certkeep/domain';
import type { SigningRequestRow } from '../entities/signing-request.js';
import type { CompanyScope } from './company-scope.js';
import { pageByKeyset } from './keyset.js';

const noKey = { sealed_key: null, sealing_key_id: null } as const;

export class SigningRequestRows implements SigningRequestReader, SigningRequestWriter {
  constructor(private readonly scope: CompanyScope) {}

  async find(id: SigningRequestId): Promise<SigningRequest | undefined> {
    const row = await this.rows.findOneBy({ id, company_id: this.scope.company });
    return row === null ? undefined : signingRequestOf(row);
  }

  async findPendingByKey(spkiSha256: string): Promise<SigningRequest | undefined> {
    const row = await this.rows.findOne({
      where: { company_id: this.scope.company, spki_sha256: spkiSha256, state: 'PENDING' },
      order: { create_time: 'DESC', id: 'DESC' },
    });
    return row === null ? undefined : signingRequestOf(row);
  }

  async list({ certificateId, states, page }: SigningRequestQuery): Promise<Page<SigningRequest>> {
    const query = this.rows
      .createQueryBuilder('row')
      .where('row.company_id = :company', { company: this.scope.company });
    if (certificateId !== undefined) query.andWhere('row.certificate_id = :certificateId', { certificateId });
    if (states.length > 0) query.andWhere('row.state IN (:...states)', { states });
    const found = await pageByKeyset(query, {
      column: 'create_time',
      descending: true,
      page,
      keyOf: (row) => row.create_time.getTime(),
    });
    return { ...found, rows: found.rows.map(signingRequestOf) };
  }

  async insert({ sealedKey, ...request }: NewSigningRequest): Promise<void> {
    const now = this.scope.clock.now();
    const { dnsNames, ipAddresses } = request.subject;
    await this.rows.insert({
      id: request.id,
      company_id: this.scope.company,
      certificate_id: request.certificateId ?? null,
      definition_id: request.definitionId ?? null,
      name: request.name,
      subject: { ...request.subject, dnsNames: [...dnsNames], ipAddresses: [...ipAddresses] },
      csr: Buffer.from(request.csr),
      state: 'PENDING',
      spki_sha256: request.spkiSha256,
      sealed_key: Buffer.from(sealedKey.bytes),
      sealing_key_id: sealedKey.keyId,
      version: 1,
      create_time: now,
      update_time: now,
    });
  }

  async sealedKey(id: SigningRequestId): Promise<Uint8Array | undefined> {
    const row = await this.rows.findOneBy({ id, company_id: this.scope.company, state: 'PENDING' });
    return row?.sealed_key ?? undefined;
  }

  async complete(
    id: SigningRequestId,
    { certificateId, definitionId }: { readonly certificateId: CertificateId; readonly definitionId: DefinitionId },
  ): Promise<void> {
    await this.end(id, { state: 'COMPLETED', certificate_id: certificateId, definition_id: definitionId });
  }

  async cancel(id: SigningRequestId): Promise<void> {
    await this.end(id, { state: 'CANCELLED' });
  }

  private async end(
    id: SigningRequestId,
    changed: Partial<Pick<SigningRequestRow, 'state' | 'certificate_id' | 'definition_id'>>,
  ): Promise<void> {
    await this.rows.update(
      { id, company_id: this.scope.company, state: 'PENDING' },
      { ...changed, ...noKey, version: () => 'version + 1', update_time: this.scope.clock.now() },
    );
  }

  private get rows() {
    return this.scope.manager.getRepository(this.scope.entities.signingRequests);
  }
}

function signingRequestOf(row: SigningRequestRow): SigningRequest {
  return {
    id: row.id as SigningRequestId,
    certificateId: (row.certificate_id ?? undefined) as CertificateId | undefined,
    definitionId: (row.definition_id ?? undefined) as DefinitionId | undefined,
    name: row.name,
    subject: row.subject,
    csr: row.csr,
    state: row.state,
    spkiSha256: row.spki_sha256,
    version: row.version,
    createTime: row.create_time,
    updateTime: row.update_time,
  };
}
