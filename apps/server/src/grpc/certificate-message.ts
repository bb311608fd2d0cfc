import {
  etagOf,
  purgeTimeOf,
  type Certificate,
  type Company,
  type Definition,
  type Version,
} from '@certkeep/application';
import { statusAt, worstStatus, type CertificateStatus } from '@certkeep/domain';
import {
  CertificateStatus as StatusMessage,
  MaterialSource,
  type Certificate as CertificateMessage,
  type Definition as DefinitionMessage,
  type MaterialVersion,
} from '@certkeep/contracts/grpc';
import { chainMessage, factsMessage } from './material-message.js';
import type { ParsedCertificate } from '@certkeep/x509';

export interface CertificateContext {
  readonly now: Date;
  readonly company: Pick<Company, 'warningWindowDays'>;
  /** Nodes with mTLS on that follow the primary certificate. */
  readonly nodesFollowingPrimary: number;
}

export function certificateMessage(certificate: Certificate, context: CertificateContext): CertificateMessage {
  const nodes = certificate.chosenByNodeCount + (certificate.primary ? context.nodesFollowingPrimary : 0);
  const definitions = certificate.definitions.map((definition) => definitionMessage(certificate, definition, context));
  return {
    id: certificate.id,
    name: certificate.name,
    description: certificate.description,
    labels: { ...certificate.labels },
    primary: certificate.primary,
    status: StatusMessage[worstStatus(certificate.definitions.map((definition) => statusOf(definition, context)))],
    inUse: certificate.inUse,
    expireTime: new Date(Math.min(...certificate.definitions.map(({ current }) => current.facts.notAfter.getTime()))),
    definitions,
    dependents: {
      customDomains: certificate.customDomainCount,
      nodes,
      jwks: certificate.jwkCount,
      truststores: certificate.definitions.reduce((sum, { environmentIds }) => sum + environmentIds.length, 0),
    },
    etag: etagOf(certificate.version),
    createTime: certificate.createTime,
    updateTime: certificate.updateTime,
    deleteTime: certificate.deleteTime,
    purgeTime: certificate.deleteTime && purgeTimeOf(certificate.deleteTime),
  };
}

/** What is told of a definition only where one certificate is asked for. */
export interface DefinitionDetails {
  /** The leaf as text for people. */
  readonly text: string;
  readonly chain: readonly ParsedCertificate[];
}

/** The same with each definition's chain and text, for the page of one certificate. */
export function withDetails(
  message: CertificateMessage,
  details: ReadonlyMap<string, DefinitionDetails>,
): CertificateMessage {
  return {
    ...message,
    definitions: message.definitions.map((definition) => ({
      ...definition,
      currentVersion: definition.currentVersion && {
        ...definition.currentVersion,
        leaf: definition.currentVersion.leaf && {
          ...definition.currentVersion.leaf,
          text: details.get(definition.id)?.text ?? '',
        },
        chain: (details.get(definition.id)?.chain ?? []).map(chainMessage),
      },
    })),
  };
}

function definitionMessage(
  certificate: Certificate,
  definition: Definition,
  context: CertificateContext,
): DefinitionMessage {
  const { current } = definition;
  return {
    id: definition.id,
    certificateId: certificate.id,
    alias: definition.alias,
    environmentIds: [...definition.environmentIds],
    defaultDefinition: definition.environmentIds.length === 0,
    source: MaterialSource[definition.source],
    currentVersion: versionMessage(current),
    status: StatusMessage[statusOf(definition, context)],
    etag: etagOf(certificate.version),
    createTime: certificate.createTime,
    updateTime: certificate.updateTime,
  };
}

/** Without its chain, which is told only where one certificate is asked for. */
export function versionMessage({ id, number, hasKey, facts, createTime }: Version): MaterialVersion {
  return {
    id,
    number: BigInt(number),
    hasPrivateKey: hasKey,
    leaf: factsMessage(facts),
    chain: [],
    createTime,
  };
}

function statusOf({ current }: Definition, { now, company }: CertificateContext): CertificateStatus {
  return statusAt(now, current.facts, company.warningWindowDays);
}
