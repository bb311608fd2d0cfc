import type { NodeMaterial, RuntimeView } from '@certkeep/application';
import type { NodeId } from '@certkeep/domain';
import { RuntimeService } from '@certkeep/contracts/connect';
import { FetchCertificateResponse, RuntimeServiceService, SelectionReason } from '@certkeep/contracts/grpc';
import { isSelfSigned, parseCertificate } from '@certkeep/x509';
import { Encoded } from '../rpc/encoded.js';
import { DomainError } from '@certkeep/domain';
import { runtimeTruststore, type RuntimeTruststorePorts } from './runtime-truststore.js';
import { service, type Service } from '../rpc/service.js';

/** Both answers to a fetch, in their wire bytes. */
export interface FetchAnswer {
  readonly certificate: Encoded;
  readonly notModified: Encoded;
}

export function runtimeService({
  runtime,
  ...ports
}: { readonly runtime: RuntimeView<FetchAnswer> } & RuntimeTruststorePorts): Service {
  return service(RuntimeService, RuntimeServiceService, {
    ...runtimeTruststore(ports),

    fetchCertificate: ({ etag }, { call: { caller } }) => {
      if (caller.kind !== 'node') {
        throw new DomainError(
          'PERMISSION_MISSING',
          'Certificates with their keys are for API nodes alone. Use a node’s token.',
          {
            metadata: { permission: 'runtime:fetch' },
          },
        );
      }
      const choose = (answer: { readonly etag: string; readonly encoded: FetchAnswer }) =>
        etag !== '' && etag === answer.etag ? answer.encoded.notModified : answer.encoded.certificate;
      const answer = runtime.answerFor(caller.company, caller.id as NodeId);
      return answer instanceof Promise ? answer.then(choose) : choose(answer);
    },
  });
}

/** Encodes what a node is to present, once for each change. */
export function encodeFetchAnswer({
  revision,
  etag,
  certificate,
  material,
  privateKey,
  chosenBy,
  isDefaultDefinition,
}: NodeMaterial): FetchAnswer {
  const definition = certificate.definitions.find(({ id }) => id === material.definitionId);
  const facts = definition?.current.facts;
  const result = FetchCertificateResponse.encode({
    result: {
      $case: 'certificate',
      value: {
        revision: BigInt(revision),
        etag,
        certificateId: certificate.id,
        certificateName: certificate.name,
        definitionId: material.definitionId,
        versionNumber: BigInt(material.number),
        leaf: Buffer.from(material.leaf),
        // The root is left out: whoever checks the chain has it, or wouldn't believe it.
        chain: material.chain.filter((der) => !isSelfSigned(parseCertificate(der))).map((der) => Buffer.from(der)),
        privateKey: Buffer.from(privateKey),
        notBefore: facts?.notBefore,
        notAfter: facts?.notAfter,
        chosenBy: SelectionReason[chosenBy],
        defaultDefinition: isDefaultDefinition,
        sha256Fingerprint: facts?.sha256 ?? '',
        nodeId: '',
        maxCacheAge: undefined,
        signature: Buffer.of(),
        signingKey: Buffer.of(),
        commitTime: undefined,
      },
    },
  });
  const unchanged = FetchCertificateResponse.encode({ result: { $case: 'notModified', value: { etag } } });
  return {
    certificate: new Encoded(Buffer.from(result.finish())),
    notModified: new Encoded(Buffer.from(unchanged.finish())),
  };
}
