import {
  createNode,
  deleteNode,
  etagOf,
  explainNodeCertificate,
  getNode,
  listNodeReports,
  listNodes,
  retryDeployments,
  rotateNodeToken,
  updateNode,
  type Clock,
  type Company,
  type MakeId,
  testConnection,
  withDetails,
  type Call,
  type ClientCertificatePorts,
  type NodeDetails,
  type NodeDetailsPorts,
  type NodeReportStore,
  type ResolvedNode,
  type Store,
  type TestConnectionPorts,
} from '@certkeep/application';
import {
  DomainError,
  statusAt,
  type CertificateId,
  type EnvironmentId,
  type NodeCandidate,
  type NodeId,
} from '@certkeep/domain';
import { NodeService } from '@certkeep/contracts/connect';
import {
  CertificateStatus,
  ErrorReason,
  NodeServiceService,
  SelectionReason,
  type Node as NodeMessage,
  type NodeCandidate as CandidateMessage,
  type NodeResolution,
} from '@certkeep/contracts/grpc';
import { service, type Service } from '../rpc/service.js';
import { deploymentMessage, reportMessage } from './deployment-message.js';
import { factsMessage, trustAdviceMessage } from './material-message.js';
import { maskedFields } from './field-mask.js';
import { nodeClientCertificates } from './node-client-certificate.js';
import { notBuilt } from './not-built.js';
import { nextPageToken, pageRequestOf } from './page-token.js';

interface Ports extends NodeDetailsPorts, TestConnectionPorts, ClientCertificatePorts {
  readonly materials: TestConnectionPorts['materials'];
  readonly runtime: NodeDetailsPorts['runtime'] & TestConnectionPorts['runtime'];
  readonly store: Store;
  readonly clock: Clock;
  readonly makeId: MakeId;
  readonly reports: NodeReportStore;
}

export function nodeService(ports: Ports): Service {
  const momentOf = async ({ caller: { company } }: Call): Promise<Moment> => ({
    now: ports.clock.now(),
    company: await ports.store.view(company).company.require(),
  });
  const messagesOf = async (call: Call, nodes: readonly ResolvedNode[]) => {
    const [details, moment] = await Promise.all([withDetails(ports, call.caller.company, nodes), momentOf(call)]);
    return details.map((one) => nodeMessage(one, moment));
  };
  const messageOf = async (call: Call, node: ResolvedNode) => (await messagesOf(call, [node]))[0];
  return service(NodeService, NodeServiceService, {
    createNode: async ({ node, validateOnly }, { call }) => {
      if (validateOnly) throw notBuilt('validate_only');
      const created = await createNode(ports)(call, settingsOf(required(node)));
      return { node: await messageOf(call, created.node), token: created.token };
    },

    getNode: async ({ id }, { call }) => ({
      node: await messageOf(call, await getNode(ports)(call, id as NodeId)),
    }),

    listNodes: async (request, { call }) => {
      const search = request.search.trim();
      const { environmentId, chosenCertificateId: certificateId } = placeOf(request);
      const listArguments = [search, environmentId, certificateId];
      const query = { search, environmentId, certificateId, page: pageRequestOf(request, listArguments) };
      const page = await listNodes(ports)(call, query);
      return { nodes: await messagesOf(call, page.rows), nextPageToken: nextPageToken(page, listArguments) };
    },

    explainNodeCertificate: async ({ id }, { call }) => {
      const { resolved, candidates } = await explainNodeCertificate(ports)(call, id as NodeId);
      return {
        candidates: candidates.map(candidateMessage),
        resolution: resolutionMessage(resolved, await momentOf(call)),
      };
    },

    updateNode: async ({ node, updateMask }, { call }) => {
      const given = required(node);
      const fields = maskedFields(updateMask, {
        name: { isSet: given.name !== '' },
        environment_id: { isSet: given.environmentId !== '' },
        mtls_enabled: { isSet: given.mtlsEnabled },
        certificate_id: { isSet: given.certificateId !== '' },
      });
      const settings = settingsOf(given);
      const edit = {
        ...(fields.has('name') ? { name: settings.name } : {}),
        ...(fields.has('environment_id') ? { environmentId: settings.environmentId } : {}),
        ...(fields.has('mtls_enabled') ? { mtlsEnabled: settings.mtlsEnabled } : {}),
        ...(fields.has('certificate_id') ? { chosenCertificateId: settings.chosenCertificateId } : {}),
      };
      const updated = await updateNode(ports)(call, { id: given.id as NodeId, etag: given.etag, edit });
      return { node: await messageOf(call, updated) };
    },

    deleteNode: async ({ id, etag, validateOnly }, { call }) => {
      if (validateOnly) throw notBuilt('validate_only');
      await deleteNode(ports)(call, { id: id as NodeId, etag });
      return {};
    },

    rotateNodeToken: async ({ id, etag }, { call }) => {
      const { node, token } = await rotateNodeToken(ports)(call, { id: id as NodeId, etag });
      return { node: await messageOf(call, node), token };
    },

    ...nodeClientCertificates(ports),

    retryDeployments: async ({ nodeId, ...place }, { call }) => {
      const { environmentId, chosenCertificateId: certificateId } = placeOf(place);
      const named = { nodeId: nodeId === '' ? undefined : (nodeId as NodeId), environmentId, certificateId };
      return { nodeCount: await retryDeployments(ports)(call, named) };
    },

    testConnection: async ({ nodeId, url }, { call, signal }) => {
      const { serverChain, trustAdvice, ...tested } = await testConnection(ports)(
        call,
        { id: nodeId as NodeId, url },
        signal,
      );
      const { accepted, clientCertificateRequested, error, address, tlsVersion, cipher, httpStatus } = tested;
      return {
        ...{ accepted, clientCertificateRequested, error, address, tlsVersion, cipher, httpStatus },
        serverChain: serverChain.map(factsMessage),
        serverVerified: tested.serverVerified,
        trustAdvice: trustAdvice.map(trustAdviceMessage),
      };
    },

    listNodeReports: async (request, { call }) => {
      const { nodeId } = request;
      const page = await listNodeReports(ports)(call, nodeId as NodeId, pageRequestOf(request, [nodeId]));
      return { reports: page.rows.map(reportMessage), nextPageToken: nextPageToken(page, [nodeId]) };
    },
  });
}

function required(node: NodeMessage | undefined): NodeMessage {
  if (node === undefined) throw new DomainError('FIELD_INVALID', 'The node is missing.', { field: 'node' });
  return node;
}

function settingsOf(node: NodeMessage) {
  const { name, mtlsEnabled } = node;
  return { name, mtlsEnabled, ...placeOf(node) };
}

function placeOf({ environmentId, certificateId }: Pick<NodeMessage, 'environmentId' | 'certificateId'>) {
  return {
    environmentId: environmentId === '' ? undefined : (environmentId as EnvironmentId),
    chosenCertificateId: certificateId === '' ? undefined : (certificateId as CertificateId),
  };
}

function candidateMessage({ certificate, rule, definition, selected, explanation }: NodeCandidate): CandidateMessage {
  return {
    certificateId: certificate.id,
    certificateName: certificate.name,
    rule: SelectionReason[rule],
    definitionId: definition?.id ?? '',
    defaultDefinition: definition?.environmentIds.length === 0,
    selected,
    explanation,
  };
}

/** What a certificate's status depends on. */
interface Moment {
  readonly now: Date;
  readonly company: Pick<Company, 'warningWindowDays'>;
}

function nodeMessage({ standing, deployment, watching, ...resolved }: NodeDetails, moment: Moment): NodeMessage {
  const { node } = resolved;
  return {
    id: node.id,
    name: node.name,
    environmentId: node.environmentId ?? '',
    mtlsEnabled: node.mtlsEnabled,
    certificateId: node.chosenCertificateId ?? '',
    resolution: resolutionMessage(resolved, moment),
    acknowledgedRevision: BigInt(standing?.acknowledgedRevision ?? 0),
    acknowledgeTime: standing?.acknowledgeTime,
    etag: etagOf(node.version),
    createTime: node.createTime,
    updateTime: node.updateTime,
    lastSeenTime: standing?.seenTime,
    deployment: deployment?.state === undefined ? undefined : deploymentMessage(deployment),
    watching,
    client: standing?.last?.client ?? '',
  };
}

function resolutionMessage({ selection, certificate }: ResolvedNode, { now, company }: Moment): NodeResolution {
  if (selection.kind === 'refused' || certificate === undefined) {
    return {
      certificateId: '',
      certificateName: '',
      definitionId: '',
      versionNumber: 0n,
      chosenBy: SelectionReason.UNSPECIFIED,
      defaultDefinition: false,
      expireTime: undefined,
      status: CertificateStatus.UNSPECIFIED,
      problem:
        selection.kind === 'refused'
          ? { reason: ErrorReason[selection.reason], field: '', message: selection.message, metadata: {} }
          : undefined,
    };
  }
  const definition = certificate.definitions.find(({ id }) => id === selection.definitionId);
  return {
    certificateId: certificate.id,
    certificateName: certificate.name,
    definitionId: selection.definitionId,
    versionNumber: BigInt(definition?.current.number ?? 0),
    chosenBy: SelectionReason[selection.chosenBy],
    defaultDefinition: selection.defaultDefinition,
    expireTime: definition?.current.facts.notAfter,
    status:
      definition === undefined
        ? CertificateStatus.UNSPECIFIED
        : CertificateStatus[statusAt(now, definition.current.facts, company.warningWindowDays)],
    problem: undefined,
  };
}
