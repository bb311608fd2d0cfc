import type { RevisionKeyReader, RevisionKeyWriter, SealedRevisionKey } from '@certkeep/application';
import type { CompanyScope } from './company-scope.js';

export class RevisionKeyRows implements RevisionKeyReader, RevisionKeyWriter {
  constructor(private readonly scope: CompanyScope) {}

  async find(): Promise<SealedRevisionKey | undefined> {
    const row = await this.rows.findOneBy({ company_id: this.scope.company });
    return row === null
      ? undefined
      : { id: row.id, publicKey: row.public_key, sealed: { bytes: row.sealed_key, keyId: row.sealing_key_id } };
  }

  async insert({ id, publicKey, sealed }: SealedRevisionKey): Promise<void> {
    await this.rows.insert({
      company_id: this.scope.company,
      id,
      public_key: Buffer.from(publicKey),
      sealed_key: Buffer.from(sealed.bytes),
      sealing_key_id: sealed.keyId,
      create_time: this.scope.clock.now(),
    });
  }

  private get rows() {
    return this.scope.manager.getRepository(this.scope.entities.revisionKeys);
  }
}
