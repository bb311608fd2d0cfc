import { DomainError, type CompanyId, type VersionId } from '@certkeep/domain';
import { isSelfSigned, parseCertificate } from '@certkeep/x509';
import type { KeySealer } from '../key-sealer.js';
import type { Store } from '../store.js';
import type { Presented } from './presented.js';

/** A version's bytes in the clear: for the nodes that present it alone. */
export interface OpenedMaterial {
  /** DER. */
  readonly leaf: Uint8Array;
  /** DER, the leaf's issuer first, without the root. */
  readonly chain: readonly Uint8Array[];
  /** PKCS#8 DER. */
  readonly privateKey: Uint8Array;
}

export type PresentedCertificate = Extract<Presented, { kind: 'certificate' }>;

/** Versions at hand at the most; ten thousand nodes that follow the primary need a handful. */
const mostKept = 256;

/** Versions as nodes need them, opened once for all nodes that present them. A version never changes. */
export class MaterialShelf {
  private readonly kept = new Map<VersionId, Promise<OpenedMaterial>>();

  constructor(private readonly ports: { readonly store: Store; readonly sealer: KeySealer }) {}

  /** @throws DomainError NO_PRIVATE_KEY when the version is gone, or its key */
  open(company: CompanyId, presented: PresentedCertificate): Promise<OpenedMaterial> {
    const { versionId } = presented;
    const found = this.kept.get(versionId);
    if (found !== undefined) return found;
    const [oldest] = this.kept.keys();
    if (this.kept.size >= mostKept && oldest !== undefined) this.kept.delete(oldest);
    const opening = this.read(company, presented);
    this.kept.set(versionId, opening);
    opening.catch(() => this.kept.delete(versionId));
    return opening;
  }

  private async read(company: CompanyId, { definitionId, versionNumber }: PresentedCertificate) {
    const { store, sealer } = this.ports;
    const material = await store.view(company).certificates.material(definitionId, versionNumber);
    if (material?.sealedKey === undefined) {
      throw new DomainError('NO_PRIVATE_KEY', 'The certificate selected for this node has no private key.');
    }
    const { versionId: recordId, leaf, chain, sealedKey } = material;
    return {
      leaf,
      // The root is left out: whoever checks the chain has it, or wouldn't believe it.
      chain: chain.filter((der) => !isSelfSigned(parseCertificate(der))),
      privateKey: sealer.open(sealedKey, { kind: 'private_key', companyId: company, recordId }),
    };
  }
}
