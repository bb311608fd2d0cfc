import type { Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAddressPolicy, guardedConnect, systemResolve, type Resolve } from '../src/index.js';
import { loopbackServers } from './loopback-servers.js';

const { raw, open, closeAll } = loopbackServers();
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  closeAll();
});
const policy = createAddressPolicy(['127.0.0.0/8', '::1']);
const connect = async (host: string, port: number, resolve: Resolve, signal = new AbortController().signal) => {
  const connection = await guardedConnect(host, port, { policy, resolve, field: 'issuer', signal });
  sockets.push(connection.socket);
  return connection;
};
const answering = (addresses: readonly string[]) => {
  const asked: string[] = [];
  const resolve: Resolve = (host) => {
    asked.push(host);
    return Promise.resolve(addresses);
  };
  return { asked, resolve };
};

describe('a guarded connection', () => {
  it('goes to the next address when nothing answers at the first', async () => {
    const port = await raw(() => undefined);
    const { resolve, asked } = answering(['::1', '127.0.0.1']);
    const { socket, address } = await connect('one.example', port, resolve);
    expect(address).toBe('127.0.0.1');
    expect(socket.remoteAddress).toBe('127.0.0.1');
    expect(asked).toEqual(['one.example']);
  });

  it('stays for as long as it is needed, however little patience there was for its beginning', async () => {
    const port = await raw(() => undefined);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { socket } = await connect('one.example', port, answering(['127.0.0.1', '::1']).resolve);
      expect(vi.getTimerCount()).toBe(0);
      vi.advanceTimersByTime(60 * 60_000);
      expect(socket.destroyed).toBe(false);
    } finally {
      vi.useRealTimers();
    }
  });

  it('goes to an address without asking for it', async () => {
    const { resolve, asked } = answering([]);
    expect((await connect('127.0.0.1', await raw(() => undefined), resolve)).address).toBe('127.0.0.1');
    expect(asked).toEqual([]);
  });

  it('goes to localhost, in any spelling, when an operator has opened an address of this machine', async () => {
    const port = await raw(() => undefined);
    const { resolve } = answering(['127.0.0.1']);
    expect((await connect('LOCALHOST.', port, resolve)).address).toBe('127.0.0.1');
    const closed = guardedConnect('LOCALHOST.', port, {
      policy: createAddressPolicy([]),
      resolve,
      field: 'issuer',
      signal: new AbortController().signal,
    });
    await expect(closed).rejects.toThrow(expect.objectContaining({ reason: 'ADDRESS_FORBIDDEN', field: 'issuer' }));
  });

  it('says with which code the look-up failed, and blames no spelling alone', async () => {
    const error = Object.assign(new Error('queryA'), { code: 'EAI_AGAIN' });
    await expect(connect('one.example', 443, () => Promise.reject(error))).rejects.toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/one\.example \(EAI_AGAIN\).*can resolve names/) as string,
        metadata: { host: 'one.example', step: 'resolve', code: 'EAI_AGAIN' },
      }),
    );
  });

  it('asks nothing and goes nowhere when nobody waits from the start', async () => {
    const port = await raw(() => undefined);
    const { resolve, asked } = answering(['127.0.0.1']);
    const gone = AbortSignal.abort();
    await expect(connect('one.example', port, resolve, gone)).rejects.toBe(gone.reason);
    expect(asked).toEqual([]);
    expect(open()).toBe(0);
  });

  it('tells the look-up when nobody waits for it any more', async () => {
    const control = new AbortController();
    let told: AbortSignal | undefined;
    const attempt = connect(
      'one.example',
      443,
      (_host, signal) => {
        told = signal;
        control.abort();
        return new Promise(() => undefined);
      },
      control.signal,
    );
    await expect(attempt).rejects.toBe(control.signal.reason);
    expect(told?.aborted).toBe(true);
  });
});

it('the machine is not asked for a name that nobody waits for', async () => {
  await expect(systemResolve('localhost', AbortSignal.abort())).rejects.toThrow(
    expect.objectContaining({ name: 'AbortError' }) as Error,
  );
});
