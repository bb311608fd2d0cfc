import {
  etagOf,
  type ImportProgress,
  type ImportOutcome,
  type TrustedCaVerdict,
  type Truststore,
  type TruststoreEntry,
  type TruststoreEvent,
  type TruststoreFile,
  type TruststoreFormat as FormatName,
  type TruststoreOrigin as OriginName,
} from '@certkeep/application';
import { DomainError } from '@certkeep/domain';
import {
  CertificateStatus,
  TrustedCaProgress_Phase,
  TrustedCaVerdict_Outcome,
  TruststoreFormat,
  TruststoreOrigin,
  WatchTruststoreResponse,
  type TrustedCaProgress,
  type TrustedCaSummary,
  type TrustedCaVerdict as VerdictMessage,
  type TruststoreEntry as EntryMessage,
} from '@certkeep/contracts/grpc';
import { Encoded } from '../rpc/encoded.js';
import { factsMessage, problemMessage } from './material-message.js';

export function entryMessage(entry: TruststoreEntry): EntryMessage {
  const { id, environmentId, alias, origin, facts, status, certificateId, version, createTime, updateTime } = entry;
  return {
    id,
    environmentId,
    alias,
    origin: TruststoreOrigin[origin],
    facts: factsMessage(facts),
    certificateId: certificateId ?? '',
    etag: version === undefined ? '' : etagOf(version),
    createTime,
    updateTime,
    status: CertificateStatus[status],
  };
}

/** @throws DomainError FIELD_INVALID */
export function formatFrom(format: TruststoreFormat): FormatName {
  switch (format) {
    case TruststoreFormat.PEM:
      return 'PEM';
    case TruststoreFormat.PKCS12:
      return 'PKCS12';
    case TruststoreFormat.JKS:
      return 'JKS';
    case TruststoreFormat.ZIP:
      return 'ZIP';
    default:
      throw new DomainError('FIELD_INVALID', 'The format is missing or not known. Use PEM, PKCS12, JKS or ZIP.', {
        field: 'format',
      });
  }
}

/** @throws DomainError FIELD_INVALID */
export function originsFrom(origins: readonly TruststoreOrigin[]): readonly OriginName[] {
  return origins.map((origin) => {
    switch (origin) {
      case TruststoreOrigin.ASSIGNED_CERTIFICATE:
        return 'ASSIGNED_CERTIFICATE';
      case TruststoreOrigin.IMPORTED_CA:
        return 'IMPORTED_CA';
      case TruststoreOrigin.SYSTEM_ROOT:
        return 'SYSTEM_ROOT';
      default:
        throw new DomainError(
          'FIELD_INVALID',
          'An origin is not known. Use ASSIGNED_CERTIFICATE, IMPORTED_CA and SYSTEM_ROOT.',
          { field: 'origins' },
        );
    }
  });
}

export function verdictMessage({ name, outcome, entry, problem, warnings }: TrustedCaVerdict): VerdictMessage {
  return {
    name,
    outcome: TrustedCaVerdict_Outcome[outcome],
    entry: entry && entryMessage(entry),
    problem: problem && problemMessage(problem),
    warnings: warnings.map((warning) => ({ ...warning })),
  };
}

export function summaryMessage(counts: Readonly<Record<ImportOutcome, number>>): TrustedCaSummary {
  return {
    added: counts.ADDED,
    updated: counts.UPDATED,
    unchanged: counts.UNCHANGED,
    refused: counts.REFUSED,
  };
}

export function progressMessage({ phase, done, total }: ImportProgress): TrustedCaProgress {
  return { phase: TrustedCaProgress_Phase[phase], doneCount: done, totalCount: total };
}

/** A file, unless the caller has it. */
export function fileMessage({ revision, etag, content, fileName, mediaType }: TruststoreFile) {
  return {
    revision: BigInt(revision),
    etag,
    notModified: false,
    content: Buffer.from(content.buffer, content.byteOffset, content.byteLength),
    fileName,
    mediaType,
  };
}

export function notModifiedMessage({ revision }: Truststore, etag: string) {
  return {
    revision: BigInt(revision),
    etag,
    notModified: true,
    content: Buffer.of(),
    fileName: '',
    mediaType: '',
  };
}

const encoded = new WeakMap<Truststore, Encoded>();

/**
 * An event of a watch in its wire bytes, which are the same for services and for nodes. A truststore is encoded once for
 * all who watch it.
 */
export function eventMessage(event: TruststoreEvent, now: Date): Encoded {
  switch (event.kind) {
    case 'truststore': {
      const { truststore } = event;
      const known = encoded.get(truststore);
      if (known !== undefined) return known;
      const message = snapshotMessage(truststore);
      encoded.set(truststore, message);
      return message;
    }
    case 'heartbeat': {
      const value = { serverTime: now, revision: BigInt(event.revision) };
      return encodedEvent({ $case: 'heartbeat', value });
    }
  }
}

function snapshotMessage({ revision, etag, entries, environmentId }: Truststore): Encoded {
  const certificates = entries.map(({ alias, der }) => ({ alias, der: Buffer.from(der) }));
  return encodedEvent({
    $case: 'truststore',
    value: { revision: BigInt(revision), etag, certificates, environmentId },
  });
}

function encodedEvent(event: WatchTruststoreResponse['event']): Encoded {
  return new Encoded(Buffer.from(WatchTruststoreResponse.encode({ event }).finish()));
}
