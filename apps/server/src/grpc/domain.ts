import {
  explainUntrusted,
  listEligibleCertificates,
  probeDomain,
  type MakeId,
  type ProbeDomainPorts,
} from '@certkeep/application';
import type { CustomDomainId, EnvironmentId } from '@certkeep/domain';
import { DomainService } from '@certkeep/contracts/connect';
import { DomainServiceService } from '@certkeep/contracts/grpc';
import { service, type Service } from '../rpc/service.js';
import { applications } from './application.js';
import { certificateMessage } from './certificate-message.js';
import { hostFrom, momentFrom } from './certificate-query.js';
import { customDomains } from './custom-domain.js';
import { factsMessage, problemMessage, trustAdviceMessage } from './material-message.js';
import { nextPageToken, pageRequestOf } from './page-token.js';

export function domainService(ports: ProbeDomainPorts & { readonly makeId: MakeId }): Service {
  const { store, clock } = ports;
  return service(DomainService, DomainServiceService, {
    ...applications(ports),
    ...customDomains(ports),

    listEligibleCertificates: async (request, { call }) => {
      const host = hostFrom(request.host, 'host');
      const { environmentId, includeIneligible, asOf } = request;
      const listArguments = [host, environmentId, includeIneligible, asOf];
      const at = momentFrom(asOf, clock.now());
      const page = await listEligibleCertificates(ports)(call, {
        host,
        environmentId: environmentId as EnvironmentId,
        at,
        includeIneligible,
        page: pageRequestOf(request, listArguments),
      });
      const view = store.view(call.caller.company);
      const [company, nodesFollowingPrimary] = await Promise.all([
        view.company.require(),
        view.nodes.countFollowingPrimary(),
      ]);
      const context = { now: at, company, nodesFollowingPrimary };
      return {
        candidates: page.rows.map(({ certificate, selection, problem }) => ({
          certificate: certificateMessage(certificate, context),
          definitionId: selection.definition?.id ?? '',
          coveringName: selection.coveringName ?? '',
          problem: problem && problemMessage(problem),
        })),
        nextPageToken: nextPageToken(page, listArguments),
      };
    },

    probeDomain: async ({ customDomainId, port }, { call, signal }) => {
      const probe = await probeDomain(ports)(call, { id: customDomainId as CustomDomainId, port }, signal);
      return {
        presented: factsMessage(probe.presented),
        matches: probe.matches,
        expectedSha256Fingerprint: probe.expectedSha256 ?? '',
        address: probe.address,
        probeTime: probe.time,
        verified: probe.verificationError === undefined,
        verificationError: explainUntrusted(probe.verificationError ?? '', probe.trustAdvice),
        trustAdvice: probe.trustAdvice.map(trustAdviceMessage),
      };
    },
  });
}
