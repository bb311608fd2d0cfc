import { create, type DescMethod, type DescService } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import {
  AuditService,
  CertificateService,
  DomainService,
  EnvironmentService,
  ErrorInfoSchema,
  IdentityService,
  JwkService,
  NodeService,
  Permission,
  RuntimeService,
  SettingsService,
  TransferService,
  TruststoreService,
  UserRole,
} from '@certkeep/contracts/connect';
import { permissions, permissionsOfRole, type Permission as PermissionName } from '@certkeep/domain';
import { describeOnEachDatabase } from '@certkeep/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessRuleOf } from '../src/rpc/access.js';
import { Running, type Credential } from './running.js';

const services: readonly DescService[] = [
  AuditService,
  CertificateService,
  DomainService,
  EnvironmentService,
  IdentityService,
  JwkService,
  NodeService,
  RuntimeService,
  SettingsService,
  TransferService,
  TruststoreService,
];
const rpcs = services.flatMap((service) => service.methods.map((method) => ({ service, method })));

/** Signing out ends the session that the walk needs; it is open to every caller, as the contract says. */
const walked = rpcs.filter(({ method }) => method.name !== 'SignOut');

describe('the contract', () => {
  it('declares for every RPC who may call it', () => {
    expect(
      rpcs.filter(({ method }) => accessRuleOf(method).kind === 'nobody').map(({ method }) => method.name),
    ).toEqual([]);
  });

  it('opens to everybody signing in and setting up, and nothing else', () => {
    const open = rpcs.filter(({ method }) => accessRuleOf(method).kind === 'anonymous');
    expect(open.map(({ method }) => method.name).sort()).toEqual(['CompleteSetup', 'SignIn']);
  });
});

describeOnEachDatabase('access', (database) => {
  let running: Running;
  const callers = new Map<string, { credential: Credential; holds: readonly PermissionName[] | undefined }>();
  beforeAll(async () => {
    running = await Running.start((await database.fresh()).url);
    const admin = await running.setUp();
    const { token } = await running.client(NodeService, admin).createNode({ node: { name: 'n', mtlsEnabled: true } });
    const reader = await running.serviceOf(admin, 'reader', [Permission.CERTIFICATES_READ]);
    callers
      .set('nobody', { credential: {}, holds: undefined })
      .set('somebody with a made-up token', { credential: { token: `ckt_${'A'.repeat(43)}` }, holds: undefined })
      .set('an ADMIN', { credential: admin, holds: permissionsOfRole('ADMIN') })
      .set('a TECHNICAL_CONTACT', {
        credential: await running.userOf(admin, UserRole.TECHNICAL_CONTACT),
        holds: permissionsOfRole('TECHNICAL_CONTACT'),
      })
      .set('a VIEWER', { credential: await running.userOf(admin, UserRole.VIEWER), holds: permissionsOfRole('VIEWER') })
      .set('a node', { credential: { token }, holds: ['runtime:fetch'] })
      .set('a service that reads', { credential: reader, holds: ['certificates:read'] });
  });
  afterAll(() => running.stop());

  it.each(['grpc', 'connect'] as const)(
    'every RPC lets in those who hold its permission and nobody else, through %s',
    async (door) => {
      const wrong: string[] = [];
      for (const [who, { credential, holds }] of callers) {
        const transport = running.transport(door, credential);
        for (const { method } of walked) {
          const reason = await reasonOf(method, transport);
          // Session cookies are the browser's: the gRPC port takes tokens alone.
          const holdsHere = door === 'grpc' && credential.cookie !== undefined ? undefined : holds;
          const expected = expectedReason(method, holdsHere);
          const isAsExpected = expected === undefined ? !denials.has(reason) : expected.includes(reason);
          if (!isAsExpected) wrong.push(`${who} calling ${method.name}: ${reason}`);
        }
      }
      expect(wrong).toEqual([]);
    },
  );
});

const denials = new Set(['PERMISSION_MISSING', 'CREDENTIAL_MISSING', 'CREDENTIAL_INVALID at the door']);

function expectedReason(
  method: DescMethod,
  holds: readonly PermissionName[] | undefined,
): readonly string[] | undefined {
  const rule = accessRuleOf(method);
  if (rule.kind === 'anonymous') return undefined;
  if (holds === undefined) return ['CREDENTIAL_MISSING', 'CREDENTIAL_INVALID at the door'];
  if (rule.kind === 'any_caller') return undefined;
  if (rule.kind === 'permission' && permissions.includes(rule.permission) && holds.includes(rule.permission))
    return undefined;
  return ['PERMISSION_MISSING'];
}

/** The reason that an empty request is answered with, or `OK`. */
async function reasonOf(method: DescMethod, transport: ReturnType<Running['transport']>): Promise<string> {
  try {
    const message = create(method.input);
    if (method.methodKind === 'unary') {
      await transport.unary(method as never, undefined, 10_000, undefined, message);
    } else {
      const stream = await transport.stream(method as never, undefined, 10_000, undefined, once(message) as never);
      await stream.message[Symbol.asyncIterator]().next();
    }
    return 'OK';
  } catch (error) {
    const status = ConnectError.from(error);
    const [info] = status.findDetails(ErrorInfoSchema);
    const reason = info?.reason ?? Code[status.code];
    // The two RPCs that are open to everybody refuse wrong passwords by the same reason, with the field.
    return reason === 'CREDENTIAL_INVALID' && !['CompleteSetup', 'SignIn'].includes(method.name)
      ? 'CREDENTIAL_INVALID at the door'
      : reason;
  }
}

async function* once(message: unknown) {
  yield await Promise.resolve(message);
}
