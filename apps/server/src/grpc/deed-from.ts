import type { Deed, DefinitionPlace } from '@certkeep/application';
import { DomainError, type CertificateId, type DefinitionId, type EnvironmentId } from '@certkeep/domain';
import type { PreviewImpactRequest, UpdateDefinitionRequest } from '@certkeep/contracts/grpc';
import { maskedFields } from './field-mask.js';
import { materialFrom } from './material-message.js';

/** The one deed of a preview. @throws DomainError FIELD_INVALID when there is none */
export function deedFrom({ deed }: PreviewImpactRequest): Deed {
  switch (deed?.$case) {
    case 'replaceMaterial': {
      const { definitionId, material, allowExpired } = deed.value;
      return {
        kind: 'replace_material',
        definitionId: definitionId as DefinitionId,
        material: materialFrom(material),
        allowExpired,
        force: forceFrom(deed.value),
      };
    }
    case 'rollbackMaterial': {
      const { definitionId, versionNumber } = deed.value;
      return {
        kind: 'rollback_material',
        definitionId: definitionId as DefinitionId,
        versionNumber: Number(versionNumber),
        force: forceFrom(deed.value),
      };
    }
    case 'replaceCertificate': {
      const { id, replacementId } = deed.value;
      return { kind: 'replace_certificate', id: id as CertificateId, replacementId: replacementId as CertificateId };
    }
    case 'deleteCertificate': {
      const { id, acknowledgeNodes } = deed.value;
      return { kind: 'delete_certificate', id: id as CertificateId, acknowledgeNodes };
    }
    case 'deleteDefinition': {
      const { id, acknowledgeNodes } = deed.value;
      return { kind: 'delete_definition', id: id as DefinitionId, acknowledgeNodes };
    }
    case 'updateDefinition': {
      const { id, edit } = definitionEditFrom(deed.value);
      return { kind: 'update_definition', id, edit };
    }
    case undefined:
      throw new DomainError('FIELD_INVALID', 'The deed to look at is missing. Send one of them.', { field: 'deed' });
  }
}

/** @throws DomainError FIELD_INVALID */
export function definitionEditFrom({ definition, updateMask }: UpdateDefinitionRequest): {
  readonly id: DefinitionId;
  readonly etag: string;
  readonly edit: Partial<DefinitionPlace>;
} {
  if (definition === undefined || definition.id === '') {
    throw new DomainError('FIELD_INVALID', 'The definition’s id is missing.', { field: 'definition.id' });
  }
  const { id, etag, alias, environmentIds } = definition;
  const fields = maskedFields(updateMask, {
    alias: { isSet: alias !== '' },
    environment_ids: { isSet: environmentIds.length > 0 },
  });
  return {
    id: id as DefinitionId,
    etag,
    edit: {
      ...(fields.has('alias') ? { alias } : {}),
      ...(fields.has('environment_ids') ? { environmentIds: environmentIds as EnvironmentId[] } : {}),
    },
  };
}

export function forceFrom({ force, forceReason }: { readonly force: boolean; readonly forceReason: string }) {
  return { force, reason: forceReason };
}
