import { parseAlias, type CertificateId, type DefinitionId } from '@certkeep/domain';
import { judgeMaterial, type Warning } from '@certkeep/x509';
import type { Call } from '../call.js';
import type { Certificate, Definition } from '../certificate/certificate.js';
import { readMaterial, sourceOf, type MaterialOrigin } from '../certificate/read-material.js';
import { requireCertificate } from '../certificate/require-certificate.js';
import { changeOrValidate } from '../change-or-validate.js';
import { refusePlaceTaken, type DefinitionPlace } from './definition-place.js';
import { refuseMaterialTaken } from './material-taken.js';
import { newVersion } from './new-version.js';
import type { ReplaceMaterialPorts } from './replace-material.js';
import { requireDefinition } from './require-definition.js';

export interface CreateDefinitionInput extends DefinitionPlace {
  readonly certificateId: CertificateId;
  readonly material: MaterialOrigin;
  readonly allowExpired: boolean;
  readonly validateOnly: boolean;
}

export interface CreatedDefinition {
  readonly certificate: Certificate;
  readonly definition: Definition;
  readonly warnings: readonly Warning[];
}

/**
 * Gives a certificate another definition, for other environments.
 * @throws DomainError the intake's reasons, CERTIFICATE_EXPIRED, WEAK_KEY, WEAK_SIGNATURE, DUPLICATE_MATERIAL, ALIAS_TAKEN,
 * FIELD_INVALID, NOT_FOUND for the certificate or an environment
 */
export const createDefinition =
  (ports: ReplaceMaterialPorts) =>
  async (call: Call, input: CreateDefinitionInput, signal: AbortSignal): Promise<CreatedDefinition> => {
    const { store, clock, makeId } = ports;
    await requireCertificate(store.view(call.caller.company).certificates, input.certificateId);
    const given = input.alias.trim() === '' ? undefined : parseAlias(input.alias, 'alias');
    const inspection = await readMaterial(ports)(call, input.material, signal);
    judgeMaterial(inspection, { now: clock.now(), allowExpired: input.allowExpired });
    return changeOrValidate(store, { call, validateOnly: input.validateOnly }, async (transaction) => {
      const { certificates, changes, audit } = transaction;
      const certificate = await requireCertificate(certificates, input.certificateId);
      const alias = given ?? parseAlias(certificate.name, 'alias');
      const place = { alias, environmentIds: input.environmentIds };
      await refuseMaterialTaken(certificates, inspection);
      await refusePlaceTaken(transaction, certificate, place);
      const id = makeId() as DefinitionId;
      await certificates.insertDefinition(certificate.id, {
        id,
        ...place,
        source: sourceOf(input.material),
        version: newVersion(ports, call, inspection, inspection.privateKey?.pkcs8),
      });
      await changes.append({ kind: 'certificate', recordId: certificate.id });
      await audit.record(
        'definition.create',
        { type: 'certificate', id: certificate.id, name: certificate.name },
        { definition: alias, sha256: inspection.leaf.facts.sha256, environments: String(place.environmentIds.length) },
      );
      return { ...(await requireDefinition(certificates, id)), warnings: inspection.warnings };
    });
  };
