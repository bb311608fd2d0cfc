import { etagOf, listEnvironments, type Store } from '@certkeep/application';
import { EnvironmentService } from '@certkeep/contracts/connect';
import { EnvironmentKind, EnvironmentServiceService } from '@certkeep/contracts/grpc';
import { service, type Service } from '../rpc/service.js';

export function environmentService(ports: { readonly store: Store }): Service {
  return service(EnvironmentService, EnvironmentServiceService, {
    listEnvironments: async ({ kind }, { call }) => {
      const environments = await listEnvironments(ports)(call);
      return {
        environments: environments
          .map((environment) => ({
            id: environment.id,
            name: environment.name,
            description: environment.description,
            kind: EnvironmentKind[environment.kind],
            definitionCount: 0,
            nodeCount: 0,
            customDomainCount: 0,
            etag: etagOf(environment.version),
            createTime: environment.createTime,
            updateTime: environment.updateTime,
          }))
          .filter((environment) => kind === EnvironmentKind.UNSPECIFIED || environment.kind === kind),
        nextPageToken: '',
      };
    },
  });
}
