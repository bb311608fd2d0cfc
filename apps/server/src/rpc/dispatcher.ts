import type { Authenticator, Caller } from '@certkeep/application';
import { DomainError } from '@certkeep/domain';
import { Code } from '@connectrpc/connect';
import type { Logger } from 'pino';
import { Abortable } from './abortable.js';
import { accessRuleOf, type AccessRule } from './access.js';
import { CallOrigin } from './call-origin.js';
import { CallContext, type Transport } from './context.js';
import { shownCredentials } from './credentials.js';
import { internalStatus, RpcStatus, statusOfDomainError } from './rpc-status.js';
import type { Rpc } from './service.js';

interface Parts {
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  readonly log: Logger;
  /** Turns an adapter's error into one that a client can act on; undefined for all others. */
  readonly explain: (error: unknown) => DomainError | undefined;
  /** Told of each call's end. */
  readonly observe: (rpc: Rpc, door: Transport['door'], code: Code | 0, milliseconds: number) => void;
}

/**
 * The one way in for both doors: names the call, finds the caller, enforces the RPC's declared access, runs the handler,
 * and makes every error a status. In this order, whichever door the call came through.
 */
export class Dispatcher {
  private readonly rules = new Map<Rpc, AccessRule>();

  constructor(private readonly parts: Parts) {}

  /** @returns the response, at once when nothing had to be waited for @throws RpcStatus */
  unary(rpc: Rpc, request: unknown, transport: Transport): unknown {
    const started = performance.now();
    const origin = new CallOrigin(transport);
    try {
      const context = this.enter(rpc, request, transport, origin);
      const response =
        context instanceof Promise
          ? context.then((entered) => handlerOf(rpc)(request, entered))
          : handlerOf(rpc)(request, context);
      if (!(response instanceof Promise)) {
        this.parts.observe(rpc, transport.door, 0, performance.now() - started);
        return response;
      }
      return this.finish(rpc, response, transport, origin, started);
    } catch (error) {
      throw this.statusOf(rpc, error, transport, origin, started);
    }
  }

  /** @throws RpcStatus while it is read */
  async *stream(rpc: Rpc, request: unknown, transport: Transport): AsyncGenerator {
    const started = performance.now();
    const origin = new CallOrigin(transport);
    const abortable = new Abortable(transport.signal);
    try {
      const context = await this.enter(rpc, request, transport, origin);
      const messages = handlerOf(rpc)(request, context) as AsyncIterable<unknown>;
      const iterator = messages[Symbol.asyncIterator]();
      try {
        for (;;) {
          const next = await abortable.wait(iterator.next());
          if (next.done === true) break;
          yield next.value;
        }
      } finally {
        // Not awaited: a handler that hangs must not hold a stream whose peer has gone.
        void iterator.return?.().catch(() => undefined);
      }
      abortable.refuseAborted();
      this.parts.observe(rpc, transport.door, 0, performance.now() - started);
    } catch (error) {
      throw this.statusOf(rpc, error, transport, origin, started);
    } finally {
      abortable.stop();
    }
  }

  /** Whether a call would be let in, as its headers tell: before its request is read. @throws RpcStatus */
  async admit(rpc: Rpc, transport: Transport): Promise<void> {
    const started = performance.now();
    const origin = new CallOrigin(transport);
    try {
      await this.enter(rpc, undefined, transport, origin);
    } catch (error) {
      throw this.statusOf(rpc, error, transport, origin, started);
    }
  }

  private enter(
    rpc: Rpc,
    request: unknown,
    transport: Transport,
    origin: CallOrigin,
  ): CallContext | Promise<CallContext> {
    const rule = this.ruleOf(rpc);
    const enterAs = (caller: Caller | undefined) => {
      if (caller !== undefined) refuseUnlessAllowed(rule, caller, rpc);
      return new CallContext(transport, origin, caller, idempotencyKeyOf(rpc, request));
    };
    if (rule.kind === 'anonymous') return enterAs(undefined);
    const caller = this.parts.authenticator.authenticate(shownCredentials(transport));
    if (!(caller instanceof Promise)) return enterAs(caller);
    origin.keepAddress();
    return caller.then(enterAs);
  }

  private ruleOf(rpc: Rpc): AccessRule {
    const known = this.rules.get(rpc);
    if (known !== undefined) return known;
    const rule = accessRuleOf(rpc.descriptor);
    this.rules.set(rpc, rule);
    return rule;
  }

  private async finish(
    rpc: Rpc,
    response: Promise<unknown>,
    transport: Transport,
    origin: CallOrigin,
    started: number,
  ): Promise<unknown> {
    const abortable = new Abortable(transport.signal);
    try {
      const value = await abortable.wait(response);
      this.parts.observe(rpc, transport.door, 0, performance.now() - started);
      return value;
    } catch (error) {
      throw this.statusOf(rpc, error, transport, origin, started);
    } finally {
      abortable.stop();
    }
  }

  private statusOf(rpc: Rpc, error: unknown, transport: Transport, origin: CallOrigin, started: number): RpcStatus {
    const status = this.explained(rpc, error, origin);
    this.parts.observe(rpc, transport.door, status.code, performance.now() - started);
    return status;
  }

  private explained(rpc: Rpc, error: unknown, { traceId }: CallOrigin): RpcStatus {
    if (error instanceof RpcStatus) return error;
    const known = error instanceof DomainError ? error : this.parts.explain(error);
    if (known !== undefined) {
      if (known.cause !== undefined) this.parts.log.warn({ err: known.cause, rpc: rpc.name, traceId }, known.reason);
      return statusOfDomainError(known, traceId);
    }
    this.parts.log.error({ err: error, rpc: rpc.name, traceId }, 'unexpected error');
    return internalStatus(traceId);
  }
}

function handlerOf(rpc: Rpc) {
  if (rpc.handler !== undefined) return rpc.handler;
  throw new RpcStatus(Code.Unimplemented, `${rpc.name} is in the contract and not built yet.`);
}

function refuseUnlessAllowed(rule: AccessRule, caller: Caller, rpc: Rpc): void {
  switch (rule.kind) {
    case 'anonymous':
    case 'any_caller':
      return;
    case 'permission':
      if (caller.permissions.has(rule.permission)) return;
      throw new DomainError(
        'PERMISSION_MISSING',
        `This needs the permission ${rule.permission}, which ${caller.name} does not hold. Ask an administrator for it.`,
        { metadata: { permission: rule.permission } },
      );
    case 'nobody':
      throw new DomainError('PERMISSION_MISSING', `${rpc.name} declares no permission, so nobody may call it.`);
  }
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function idempotencyKeyOf(rpc: Rpc, request: unknown): string | undefined {
  if (typeof request !== 'object' || request === null || !('requestId' in request)) return undefined;
  const { requestId } = request;
  if (typeof requestId !== 'string' || requestId === '') return undefined;
  if (!uuid.test(requestId)) {
    throw new DomainError('FIELD_INVALID', 'The request id is not a UUID. Send one, or leave it out.', {
      field: 'request_id',
    });
  }
  if ('validateOnly' in request && request.validateOnly === true) return undefined;
  return `${rpc.name}:${requestId.toLowerCase()}`;
}
