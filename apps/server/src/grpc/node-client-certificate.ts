import {
  addClientCertificate,
  listClientCertificates,
  removeClientCertificate,
  type ClientCertificate,
  type ClientCertificatePorts,
} from '@certkeep/application';
import type { ClientCertificateId, NodeId } from '@certkeep/domain';
import type { NodeClientCertificate, NodeServiceService } from '@certkeep/contracts/grpc';
import type { ServiceImplementation } from '../rpc/service.js';

/** Certificates with which nodes sign in. */
export function nodeClientCertificates(
  ports: ClientCertificatePorts,
): Pick<
  ServiceImplementation<typeof NodeServiceService>,
  'listNodeClientCertificates' | 'addNodeClientCertificate' | 'removeNodeClientCertificate'
> {
  return {
    listNodeClientCertificates: async ({ nodeId }, { call }) => ({
      clientCertificates: (await listClientCertificates(ports)(call, nodeId as NodeId)).map(clientCertificateMessage),
    }),

    addNodeClientCertificate: async ({ nodeId, material }, { call }) => ({
      clientCertificate: clientCertificateMessage(
        await addClientCertificate(ports)(call, { nodeId: nodeId as NodeId, material }),
      ),
    }),

    removeNodeClientCertificate: async ({ id }, { call }) => {
      await removeClientCertificate(ports)(call, id as ClientCertificateId);
      return {};
    },
  };
}

function clientCertificateMessage(certificate: ClientCertificate): NodeClientCertificate {
  const { id, nodeId, sha256, subject, notAfter, createTime } = certificate;
  return { id, nodeId, sha256Fingerprint: sha256, subject, expireTime: notAfter, createTime };
}
