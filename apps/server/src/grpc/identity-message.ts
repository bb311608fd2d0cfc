import { etagOf, type Caller, type Company, type ServiceAccount, type Token, type User } from '@certkeep/application';
import { DomainError, type Permission, type UserRole } from '@certkeep/domain';
import {
  Caller_Kind,
  Permission as PermissionMessage,
  UserRole as RoleMessage,
  type Caller as CallerMessage,
  type ServiceAccount as ServiceAccountMessage,
  type Token as TokenMessage,
  type User as UserMessage,
} from '@certkeep/contracts/grpc';

const permissionMessages: Readonly<Record<Permission, PermissionMessage>> = {
  'certificates:read': PermissionMessage.CERTIFICATES_READ,
  'certificates:write': PermissionMessage.CERTIFICATES_WRITE,
  'keys:export': PermissionMessage.KEYS_EXPORT,
  'domains:write': PermissionMessage.DOMAINS_WRITE,
  'nodes:write': PermissionMessage.NODES_WRITE,
  'environments:write': PermissionMessage.ENVIRONMENTS_WRITE,
  'jwks:write': PermissionMessage.JWKS_WRITE,
  'audit:read': PermissionMessage.AUDIT_READ,
  'settings:company_settings': PermissionMessage.SETTINGS_COMPANY_SETTINGS,
  'runtime:fetch': PermissionMessage.RUNTIME_FETCH,
};

export function permissionsMessage(permissions: Iterable<Permission>): PermissionMessage[] {
  return [...permissions].map((permission) => permissionMessages[permission]).sort((one, other) => one - other);
}

/** @throws DomainError FIELD_INVALID */
export function permissionsFrom(messages: readonly PermissionMessage[], field: string): readonly Permission[] {
  const entries = Object.entries(permissionMessages) as [Permission, PermissionMessage][];
  return messages.map((message) => {
    const found = entries.find(([, one]) => one === message);
    if (found !== undefined) return found[0];
    throw new DomainError(
      'FIELD_INVALID',
      'One of these permissions is not known. Choose among those of the contract.',
      {
        field,
      },
    );
  });
}

/** @throws DomainError FIELD_INVALID */
export function roleFrom(message: RoleMessage): UserRole {
  switch (message) {
    case RoleMessage.ADMIN:
      return 'ADMIN';
    case RoleMessage.TECHNICAL_CONTACT:
      return 'TECHNICAL_CONTACT';
    case RoleMessage.VIEWER:
      return 'VIEWER';
    case RoleMessage.UNSPECIFIED:
    default:
      throw new DomainError('FIELD_INVALID', 'The role is missing. Choose ADMIN, TECHNICAL_CONTACT or VIEWER.', {
        field: 'user.role',
      });
  }
}

const callerKinds: Readonly<Record<Caller['kind'], Caller_Kind>> = {
  user: Caller_Kind.USER,
  service_account: Caller_Kind.SERVICE_ACCOUNT,
  node: Caller_Kind.NODE,
  operator: Caller_Kind.UNSPECIFIED,
};

export function callerMessage(caller: Caller, company: Company, displayName: string): CallerMessage {
  return {
    kind: callerKinds[caller.kind],
    id: caller.id,
    name: caller.name,
    displayName,
    role: caller.role === undefined ? RoleMessage.UNSPECIFIED : RoleMessage[caller.role],
    permissions: permissionsMessage(caller.permissions),
    company: {
      id: company.id,
      slug: company.slug,
      name: company.name,
      warningWindowDays: company.warningWindowDays,
    },
    expireTime: caller.expireTime,
  };
}

export function userMessage(user: User): UserMessage {
  return {
    id: user.id,
    userName: user.userName,
    displayName: user.displayName,
    role: RoleMessage[user.role],
    extraPermissions: permissionsMessage(user.extraPermissions),
    disabled: user.disabled,
    lastSignInTime: user.lastSignInTime,
    etag: etagOf(user.version),
    createTime: user.createTime,
    updateTime: user.updateTime,
  };
}

export function serviceAccountMessage(account: ServiceAccount): ServiceAccountMessage {
  return {
    id: account.id,
    name: account.name,
    description: account.description,
    permissions: permissionsMessage(account.permissions),
    disabled: account.disabled,
    tokens: account.tokens.map(tokenMessage),
    etag: etagOf(account.version),
    createTime: account.createTime,
    updateTime: account.updateTime,
  };
}

export function tokenMessage(token: Token): TokenMessage {
  return {
    id: token.id,
    name: token.name,
    expireTime: token.expireTime,
    revokeTime: token.revokeTime,
    createTime: token.createTime,
    lastUseTime: undefined,
  };
}
