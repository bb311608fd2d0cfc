import { etagOf, type SigningRequest } from '@certkeep/application';
import { KeyType, SigningRequestState, type SigningRequest as SigningRequestMessage } from '@certkeep/contracts/grpc';
import { signingRequestPem } from '@certkeep/x509';

export function signingRequestMessage(request: SigningRequest): SigningRequestMessage {
  const { keyType, dnsNames, ipAddresses, subject } = request.subject;
  return {
    id: request.id,
    certificateId: request.certificateId ?? '',
    definitionId: request.definitionId ?? '',
    name: request.name,
    subject: {
      subject,
      dnsNames: [...dnsNames],
      ipAddresses: [...ipAddresses],
      keyType: keyType === undefined ? KeyType.UNSPECIFIED : KeyType[keyType],
    },
    csrPem: signingRequestPem(request.csr),
    state: SigningRequestState[request.state],
    spkiSha256: request.spkiSha256,
    etag: etagOf(request.version),
    createTime: request.createTime,
    updateTime: request.updateTime,
  };
}
