import {
  createJwk,
  deleteJwk,
  disconnectJwk,
  getPrivateJwk,
  listJwks,
  requireJwk,
  updateJwk,
  type Call,
  type Clock,
  type Jwk,
  type JwkSettings,
  type JwksDocuments,
  type KeySealer,
  type MakeId,
  type Store,
} from '@certkeep/application';
import { DomainError, type DefinitionId, type EnvironmentId, type JwkId } from '@certkeep/domain';
import { JwkService } from '@certkeep/contracts/connect';
import {
  JwkKidKind,
  JwkServiceService,
  JwkUse,
  type Jwk as JwkMessage,
  type UpdateJwkRequest,
} from '@certkeep/contracts/grpc';
import { service, type Service } from '../rpc/service.js';
import { maskedFields } from './field-mask.js';
import { jwkMessage, jwkSettingsFrom } from './jwk-message.js';
import { jwkFilterFrom, jwkOrderFrom } from './jwk-query.js';
import { nextPageToken, pageRequestOf } from './page-token.js';

interface Ports {
  readonly store: Store;
  readonly sealer: KeySealer;
  readonly clock: Clock;
  readonly makeId: MakeId;
  readonly jwks: JwksDocuments;
}

export function jwkService(ports: Ports): Service {
  const contextOf = async (call: Call) => ({
    now: ports.clock.now(),
    company: await ports.store.view(call.caller.company).company.require(),
  });
  const shown = async (call: Call, jwk: Jwk) => jwkMessage(jwk, await contextOf(call));

  return service(JwkService, JwkServiceService, {
    createJwk: async ({ jwk, validateOnly }, { call }) => {
      const message = required(jwk);
      const created = await createJwk(ports)(call, {
        definitionId: message.definitionId as DefinitionId,
        settings: jwkSettingsFrom(message),
        isPrivate: message.private,
        validateOnly,
      });
      return { jwk: await shown(call, created) };
    },

    getJwk: async ({ id, includePrivate }, { call }) => {
      if (includePrivate) {
        const { jwk, privateJwk } = await getPrivateJwk(ports)(call, id as JwkId);
        return { jwk: await shown(call, jwk), privateJwkJson: JSON.stringify(privateJwk) };
      }
      const jwk = await requireJwk(ports.store.view(call.caller.company).jwks, id as JwkId);
      return { jwk: await shown(call, jwk), privateJwkJson: '' };
    },

    listJwks: async (request, { call }) => {
      const filter = jwkFilterFrom(request);
      const order = jwkOrderFrom(request.orderBy);
      const context = await contextOf(call);
      const page = await listJwks(ports)(call, {
        filter,
        ...order,
        at: context.now,
        page: pageRequestOf(request, [filter, order]),
      });
      return {
        jwks: page.rows.map((jwk) => jwkMessage(jwk, context)),
        nextPageToken: nextPageToken(page, [filter, order]),
      };
    },

    updateJwk: async (request, { call }) => {
      const { id, etag } = required(request.jwk);
      const updated = await updateJwk(ports)(call, { id: id as JwkId, etag, edit: editFrom(request) });
      return { jwk: await shown(call, updated) };
    },

    deleteJwk: async ({ id, etag, validateOnly }, { call }) => {
      await deleteJwk(ports)(call, { id: id as JwkId, etag, validateOnly });
      return {};
    },

    disconnectJwk: async ({ id, etag }, { call }) => ({
      jwk: await shown(call, await disconnectJwk(ports)(call, { id: id as JwkId, etag })),
    }),

    getJwks: async ({ environmentId, etag }, { call }) => {
      const environment = environmentId === '' ? undefined : (environmentId as EnvironmentId);
      const document = await ports.jwks.documentFor(call.caller.company, environment);
      const notModified = etag !== '' && etag === document.etag;
      return { jwksJson: notModified ? '' : document.json, etag: document.etag, notModified };
    },
  });
}

function required(jwk: JwkMessage | undefined): JwkMessage {
  if (jwk !== undefined) return jwk;
  throw new DomainError('FIELD_INVALID', 'The JWK is missing. Send it.', { field: 'jwk' });
}

function editFrom({ jwk, updateMask }: UpdateJwkRequest): Partial<JwkSettings> {
  const message = required(jwk);
  const fields = maskedFields(updateMask, {
    name: { isSet: message.name !== '' },
    description: { isSet: message.description !== '' },
    kid: { isSet: message.kid !== '' },
    kid_kind: { isSet: message.kidKind !== JwkKidKind.UNSPECIFIED },
    use: { isSet: message.use !== JwkUse.UNSPECIFIED },
    key_ops: { isSet: message.keyOps.length > 0 },
    alg: { isSet: message.alg !== '' },
    environment_ids: { isSet: message.environmentIds.length > 0 },
  });
  // A key id that is named alone says by itself of which kind it is, whatever kind was read before.
  const kidAlone = fields.has('kid') && !fields.has('kid_kind');
  const settings = jwkSettingsFrom(kidAlone ? { ...message, kidKind: JwkKidKind.UNSPECIFIED } : message);
  return {
    ...(fields.has('name') ? { name: settings.name } : {}),
    ...(fields.has('description') ? { description: settings.description } : {}),
    ...(fields.has('kid') || fields.has('kid_kind') ? { kidKind: settings.kidKind } : {}),
    ...(fields.has('kid') && settings.kidKind === 'TYPED' ? { kid: settings.kid } : {}),
    ...(fields.has('use') ? { use: settings.use } : {}),
    ...(fields.has('key_ops') ? { operations: settings.operations } : {}),
    ...(fields.has('alg') ? { algorithm: settings.algorithm } : {}),
    ...(fields.has('environment_ids') ? { environmentIds: settings.environmentIds } : {}),
  };
}
