import { etagOf, publicJwk, type Company, type Jwk, type JwkSettings, type KidKind } from '@certkeep/application';
import { DomainError, statusAt, type EnvironmentId, type JwkUse } from '@certkeep/domain';
import {
  CertificateStatus,
  JwkKidKind,
  JwkUse as UseMessage,
  MaterialSource,
  type Jwk as JwkMessage,
} from '@certkeep/contracts/grpc';

const uses = { sig: UseMessage.SIG, enc: UseMessage.ENC } as const;

export interface JwkContext {
  readonly now: Date;
  readonly company: Pick<Company, 'warningWindowDays'>;
}

export function jwkMessage(jwk: Jwk, { now, company }: JwkContext): JwkMessage {
  const { link, key } = jwk;
  return {
    id: jwk.id,
    name: jwk.name,
    description: jwk.description,
    definitionId: link?.definitionId ?? '',
    definitionAlias: link?.definitionAlias ?? '',
    certificateId: link?.certificateId ?? '',
    certificateName: link?.certificateName ?? '',
    versionNumber: BigInt(key.versionNumber),
    kid: jwk.kid,
    kidIsFixed: jwk.kidKind === 'TYPED',
    kidKind: JwkKidKind[jwk.kidKind],
    use: uses[jwk.use],
    keyOps: [...jwk.operations],
    alg: jwk.algorithm,
    private: jwk.isPrivate,
    publicJwkJson: JSON.stringify(publicJwk(jwk)),
    retired: jwk.retired
      .filter(({ endTime }) => endTime.getTime() > now.getTime())
      .map(({ kid, publicJwk: retired, endTime }) => ({ kid, publicJwkJson: JSON.stringify(retired), endTime })),
    environmentIds: [...jwk.environmentIds],
    etag: etagOf(jwk.version),
    createTime: jwk.createTime,
    updateTime: jwk.updateTime,
    source: MaterialSource[key.source],
    expireTime: key.notAfter,
    status: CertificateStatus[statusAt(now, key, company.warningWindowDays)],
    kty: key.certificate.members['kty'] ?? '',
    thumbprint: key.certificate.thumbprint,
  };
}

/** @throws DomainError FIELD_INVALID */
export function jwkSettingsFrom(message: JwkMessage): JwkSettings {
  const kidKind = kidKindFrom(message);
  return {
    name: message.name,
    description: message.description,
    kid: message.kid,
    kidKind,
    use: useFrom(message.use),
    algorithm: message.alg,
    operations: message.keyOps,
    environmentIds: message.environmentIds as EnvironmentId[],
  };
}

/** @throws DomainError FIELD_INVALID */
function kidKindFrom({ kid, kidKind }: JwkMessage): KidKind {
  switch (kidKind) {
    case JwkKidKind.UNSPECIFIED:
      return kid === '' ? 'THUMBPRINT' : 'TYPED';
    case JwkKidKind.TYPED:
      return 'TYPED';
    case JwkKidKind.THUMBPRINT:
    case JwkKidKind.CERTIFICATE_SHA256:
    case JwkKidKind.TIME:
      return madeKinds[kidKind];
    default:
      throw new DomainError('FIELD_INVALID', 'This kind of key id is not known here. Use one of the contract’s.', {
        field: 'jwk.kid_kind',
      });
  }
}

const madeKinds = {
  [JwkKidKind.THUMBPRINT]: 'THUMBPRINT',
  [JwkKidKind.CERTIFICATE_SHA256]: 'CERTIFICATE_SHA256',
  [JwkKidKind.TIME]: 'TIME',
} as const;

function useFrom(use: UseMessage): JwkUse {
  switch (use) {
    case UseMessage.UNSPECIFIED:
    case UseMessage.SIG:
      return 'sig';
    case UseMessage.ENC:
      return 'enc';
    default:
      throw new DomainError('FIELD_INVALID', 'This use is not known here. Use SIG or ENC.', { field: 'jwk.use' });
  }
}
