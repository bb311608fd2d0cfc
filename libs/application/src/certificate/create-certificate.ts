import {
  certificateNameFrom,
  parseAlias,
  parseCertificateName,
  parseDescription,
  parseLabels,
  type EnvironmentId,
} from '@certkeep/domain';
import type { Call } from '../call.js';
import type { EndpointProber } from '../endpoint/endpoint-prober.js';
import type { MaterialReader } from './material-reader.js';
import { refuseNameTaken } from './name-taken.js';
import { readMaterial, sourceOf, type MaterialOrigin } from './read-material.js';
import { storeCertificate, type StoreCertificatePorts, type StoredCertificate } from './store-certificate.js';

export interface CreateCertificateInput {
  /** Empty: made from the subject or the first SAN. */
  readonly name: string;
  readonly description: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Empty: the name. */
  readonly alias: string;
  /** Of the definition; none: it is the default one. */
  readonly environmentIds: readonly EnvironmentId[];
  readonly material: MaterialOrigin;
  readonly allowExpired: boolean;
  readonly primary: boolean;
  /** Checks everything and stores nothing. */
  readonly validateOnly: boolean;
}

interface Ports extends StoreCertificatePorts {
  readonly materials: MaterialReader;
  readonly prober: EndpointProber;
}

/**
 * Takes material in as a new certificate with its default definition and version 1.
 * @throws DomainError the intake's reasons, NAME_TAKEN, DUPLICATE_MATERIAL, NO_PRIVATE_KEY when a primary is asked for without a key
 */
export const createCertificate =
  (ports: Ports) =>
  async (call: Call, input: CreateCertificateInput, signal: AbortSignal): Promise<StoredCertificate> => {
    const description = parseDescription(input.description, 'description');
    const labels = parseLabels(input.labels, 'labels');
    const alias = input.alias.trim() === '' ? undefined : parseAlias(input.alias, 'alias');
    const given = input.name.trim() === '' ? undefined : parseCertificateName(input.name, 'name');
    const inspection = await readMaterial(ports)(call, input.material, signal);
    return storeCertificate(ports)(call, {
      ...input,
      inspection,
      description,
      labels,
      alias,
      source: sourceOf(input.material),
      nameIn: async ({ certificates }, requested) => {
        const name = given ?? requested ?? certificateNameFrom(inspection.leaf.facts);
        await refuseNameTaken(certificates, name, 'name');
        return name;
      },
    });
  };
