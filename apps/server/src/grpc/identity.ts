import {
  completeSetup,
  createServiceAccount,
  createToken,
  createUser,
  deleteServiceAccount,
  deleteUser,
  listServiceAccounts,
  listUsers,
  revokeToken,
  signIn,
  signOut,
  updateServiceAccount,
  updateUser,
  type Caller,
  type Clock,
  type CompanyDirectory,
  type MakeId,
  type OpenedSession,
  type SignInLimiter,
  type Store,
} from '@certkeep/application';
import { DomainError, type ServiceAccountId, type TokenId, type UserId } from '@certkeep/domain';
import { IdentityService } from '@certkeep/contracts/connect';
import { IdentityServiceService, UserRole as RoleMessage } from '@certkeep/contracts/grpc';
import type { RpcContext } from '../rpc/context.js';
import { sessionCookie } from '../rpc/credentials.js';
import { service, type Service } from '../rpc/service.js';
import { maskedFields } from './field-mask.js';
import {
  callerMessage,
  permissionsFrom,
  roleFrom,
  serviceAccountMessage,
  tokenMessage,
  userMessage,
} from './identity-message.js';
import { notBuilt } from './not-built.js';
import { nextPageToken, pageRequestOf } from './page-token.js';

interface Ports {
  readonly store: Store;
  readonly companies: CompanyDirectory;
  readonly limiter: SignInLimiter;
  readonly clock: Clock;
  readonly makeId: MakeId;
}

export function identityService(ports: Ports, { secureCookie }: { readonly secureCookie: boolean }): Service {
  const setCookie = (context: RpcContext, secret: string, seconds: number) => {
    const parts = [`${sessionCookie}=${secret}`, 'Path=/', 'HttpOnly', 'SameSite=Strict', `Max-Age=${seconds}`];
    context.setHeader('set-cookie', [...parts, ...(secureCookie ? ['Secure'] : [])].join('; '));
  };
  const messageOf = async (caller: Caller) => {
    const view = ports.store.view(caller.company);
    const user = caller.kind === 'user' ? await view.users.find(caller.id as UserId) : undefined;
    return callerMessage(caller, await view.company.require(), user?.displayName ?? '');
  };
  const entered = async (context: RpcContext, { caller, secret, expireTime }: OpenedSession) => {
    setCookie(context, secret, Math.floor((expireTime.getTime() - ports.clock.now().getTime()) / 1000));
    return { caller: await messageOf(caller) };
  };

  return service(IdentityService, IdentityServiceService, {
    completeSetup: async (request, context) => entered(context, await completeSetup(ports)(context.origin, request)),

    signIn: async (request, context) => entered(context, await signIn(ports)(context.origin, request)),

    signOut: async (_request, context) => {
      await signOut(ports)(context.call);
      setCookie(context, '', 0);
      return {};
    },

    getCaller: async (_request, { call }) => ({ caller: await messageOf(call.caller) }),

    createUser: async ({ user, password, validateOnly }, { call }) => {
      if (validateOnly) throw notBuilt('validate_only');
      const given = required(user, 'user');
      const created = await createUser(ports)(call, {
        userName: given.userName,
        displayName: given.displayName,
        role: roleFrom(given.role),
        extraPermissions: permissionsFrom(given.extraPermissions, 'user.extra_permissions'),
        password,
      });
      return { user: userMessage(created) };
    },

    listUsers: async (request, { call }) => {
      const search = request.search.trim();
      const page = await listUsers(ports)(call, { search, page: pageRequestOf(request, [search]) });
      return { users: page.rows.map(userMessage), nextPageToken: nextPageToken(page, [search]) };
    },

    updateUser: async ({ user, updateMask, newPassword }, { call }) => {
      const given = required(user, 'user');
      const fields = maskedFields(updateMask, {
        display_name: { isSet: given.displayName !== '' },
        role: { isSet: given.role !== RoleMessage.UNSPECIFIED },
        extra_permissions: { isSet: given.extraPermissions.length > 0 },
        disabled: { isSet: given.disabled },
      });
      const updated = await updateUser(ports)(call, {
        id: given.id as UserId,
        etag: given.etag,
        ...(fields.has('display_name') ? { displayName: given.displayName } : {}),
        ...(fields.has('role') ? { role: roleFrom(given.role) } : {}),
        ...(fields.has('extra_permissions')
          ? { extraPermissions: permissionsFrom(given.extraPermissions, 'user.extra_permissions') }
          : {}),
        ...(fields.has('disabled') ? { disabled: given.disabled } : {}),
        ...(newPassword === '' ? {} : { password: newPassword }),
      });
      return { user: userMessage(updated) };
    },

    deleteUser: async ({ id, etag, validateOnly }, { call }) => {
      if (validateOnly) throw notBuilt('validate_only');
      await deleteUser(ports)(call, { id: id as UserId, etag });
      return {};
    },

    createServiceAccount: async ({ serviceAccount, validateOnly }, { call }) => {
      if (validateOnly) throw notBuilt('validate_only');
      const { name, description, permissions, disabled } = required(serviceAccount, 'service_account');
      const created = await createServiceAccount(ports)(call, {
        name,
        description,
        permissions: permissionsFrom(permissions, 'service_account.permissions'),
        disabled,
      });
      return { serviceAccount: serviceAccountMessage(created) };
    },

    listServiceAccounts: async (request, { call }) => {
      const search = request.search.trim();
      const page = await listServiceAccounts(ports)(call, { search, page: pageRequestOf(request, [search]) });
      return { serviceAccounts: page.rows.map(serviceAccountMessage), nextPageToken: nextPageToken(page, [search]) };
    },

    updateServiceAccount: async ({ serviceAccount, updateMask }, { call }) => {
      const { id, etag, name, description, permissions, disabled } = required(serviceAccount, 'service_account');
      const fields = maskedFields(updateMask, {
        name: { isSet: name !== '' },
        description: { isSet: description !== '' },
        permissions: { isSet: permissions.length > 0 },
        disabled: { isSet: disabled },
      });
      const edit = {
        ...(fields.has('name') ? { name } : {}),
        ...(fields.has('description') ? { description } : {}),
        ...(fields.has('permissions')
          ? { permissions: permissionsFrom(permissions, 'service_account.permissions') }
          : {}),
        ...(fields.has('disabled') ? { disabled } : {}),
      };
      const updated = await updateServiceAccount(ports)(call, { id: id as ServiceAccountId, etag, edit });
      return { serviceAccount: serviceAccountMessage(updated) };
    },

    deleteServiceAccount: async ({ id, etag, validateOnly }, { call }) => {
      if (validateOnly) throw notBuilt('validate_only');
      await deleteServiceAccount(ports)(call, { id: id as ServiceAccountId, etag });
      return {};
    },

    createToken: async ({ serviceAccountId, name, expireTime }, { call }) => {
      const created = await createToken(ports)(call, {
        serviceAccountId: serviceAccountId as ServiceAccountId,
        name,
        expireTime,
      });
      return { token: tokenMessage(created.token), secret: created.secret };
    },

    revokeToken: async ({ id }, { call }) => {
      await revokeToken(ports)(call, id as TokenId);
      return {};
    },
  });
}

function required<Message>(message: Message | undefined, field: string): Message {
  if (message !== undefined) return message;
  throw new DomainError('FIELD_INVALID', `The field ${field} is missing.`, { field });
}
