import { DomainError, type DefinitionId } from '@certkeep/domain';
import { certificatePem, encryptedKeyPem, writePkcs12 } from '@certkeep/x509';
import type { Call } from '../call.js';
import { requireDefinition } from '../definition/require-definition.js';
import type { KeySealer } from '../key-sealer.js';
import { notFound } from '../not-found.js';
import type { Store } from '../store.js';
import type { Certificate, Definition, VersionMaterial } from './certificate.js';
import { exportFileName, type ExportedFile } from './exported-file.js';

export interface ExportWithKeyInput {
  readonly definitionId: DefinitionId;
  readonly format: 'PKCS12' | 'PEM_WITH_KEY';
  /** The leaf is always in it. */
  readonly includeChain: boolean;
  /** At least 12 characters. */
  readonly passphrase: string;
  /** Undefined: the current one. */
  readonly versionNumber: number | undefined;
}

interface Ports {
  readonly store: Store;
  readonly sealer: KeySealer;
}

/**
 * A certificate as a file with its private key, encrypted under a passphrase. The file is made first, and leaves once
 * the audit log has it: nothing leaves without its entry.
 * @throws DomainError PERMISSION_MISSING, PASSPHRASE_REQUIRED, FIELD_INVALID, NOT_FOUND for the definition or version,
 * NO_PRIVATE_KEY
 */
export const exportWithKey =
  ({ store, sealer }: Ports) =>
  async (call: Call, input: ExportWithKeyInput): Promise<ExportedFile> => {
    requirePermission(call);
    const passphrase = parsePassphrase(input.passphrase);
    const { certificates } = store.view(call.caller.company);
    const { certificate, definition } = await requireDefinition(certificates, input.definitionId);
    const material = await certificates.material(input.definitionId, input.versionNumber);
    if (material === undefined) throw notFound('version', String(input.versionNumber));
    const pkcs8 = privateKeyOf({ certificate, material, sealer, call });
    const file = await written({ certificate, definition, material, pkcs8 }, { ...input, passphrase });
    await store.change(call, async ({ certificates, audit }) => {
      const now = await requireDefinition(certificates, input.definitionId);
      await audit.record(
        'certificate.key.export',
        { type: 'certificate', id: now.certificate.id, name: now.certificate.name },
        { definition: now.definition.alias, version: String(material.number), format: input.format },
      );
    });
    return file;
  };

/** Reading certificates, which the RPC asks for, is not enough; told before anything about the certificate is. */
function requirePermission({ caller }: Call): void {
  if (caller.permissions.has('keys:export')) return;
  throw new DomainError(
    'PERMISSION_MISSING',
    `A private key leaves with the permission keys:export alone, which ${caller.name} does not hold. Ask an administrator for it, or export the certificate without its key.`,
    { metadata: { permission: 'keys:export' } },
  );
}

/** Not trimmed: every sign of it counts. */
function parsePassphrase(passphrase: string): string {
  const { length } = [...passphrase];
  const field = 'passphrase';
  if (length === 0) {
    throw new DomainError(
      'PASSPHRASE_REQUIRED',
      'A private key leaves encrypted alone. Enter a passphrase of at least 12 characters.',
      { field },
    );
  }
  if (length >= 12 && length <= 1024) return passphrase;
  throw new DomainError(
    'FIELD_INVALID',
    `A passphrase has 12 to 1,024 characters, and this one has ${length}. Enter another.`,
    { field },
  );
}

function privateKeyOf({
  certificate,
  material: { sealedKey, versionId, number },
  sealer,
  call,
}: {
  readonly certificate: Certificate;
  readonly material: VersionMaterial;
  readonly sealer: KeySealer;
  readonly call: Call;
}): Uint8Array {
  if (sealedKey === undefined) {
    throw new DomainError(
      'NO_PRIVATE_KEY',
      `Version ${number} of “${certificate.name}” has no private key here. Export it as PEM or DER.`,
      { field: 'format', metadata: { certificate_id: certificate.id, version: String(number) } },
    );
  }
  return sealer.open(sealedKey, { kind: 'private_key', companyId: call.caller.company, recordId: versionId });
}

async function written(
  {
    certificate,
    definition,
    material,
    pkcs8,
  }: {
    readonly certificate: Certificate;
    readonly definition: Definition;
    readonly material: VersionMaterial;
    readonly pkcs8: Uint8Array;
  },
  { format, includeChain, passphrase }: ExportWithKeyInput,
): Promise<ExportedFile> {
  const name = exportFileName(certificate.name);
  const { leaf } = material;
  const chain = includeChain ? material.chain : [];
  switch (format) {
    case 'PKCS12':
      return {
        fileName: `${name}.p12`,
        mediaType: 'application/x-pkcs12',
        content: await writePkcs12({ name: definition.alias, pkcs8, leaf, chain }, passphrase),
      };
    case 'PEM_WITH_KEY': {
      const parts = [...[leaf, ...chain].map(certificatePem), await encryptedKeyPem(pkcs8, passphrase)];
      return { fileName: `${name}.pem`, mediaType: 'application/x-pem-file', content: Buffer.from(parts.join('')) };
    }
  }
}
