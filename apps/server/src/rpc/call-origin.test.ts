import { describe, expect, it } from 'vitest';
import { CallOrigin } from './call-origin.js';
import type { Transport } from './context.js';

function callWith(headers: Readonly<Record<string, string>>) {
  const answered = new Map<string, string>();
  const transport = {
    door: 'grpc' as const,
    header: (name: string) => headers[name],
    setHeader: (name: string, value: string) => void answered.set(name, value),
    peerAddress: '192.0.2.1',
    certificateSha256: undefined,
    deadline: undefined,
    signal: new AbortController().signal,
  } satisfies Transport;
  return { transport, answered };
}

describe('where a call comes from', () => {
  it('is told with the client’s own id when it is a sane one, which is sent back', () => {
    const { transport, answered } = callWith({ 'x-request-id': 'order-7' });
    expect(new CallOrigin(transport).told).toEqual({ traceId: 'order-7', sourceAddress: '192.0.2.1' });
    expect(answered).toEqual(new Map([['x-request-id', 'order-7']]));
  });

  it.each([{}, { 'x-request-id': 'a line\nbreak' }, { 'x-request-id': 'x'.repeat(65) }])(
    'gets an id of its own with the headers %j, the same whenever it is asked for',
    (headers) => {
      const { transport, answered } = callWith(headers);
      const origin = new CallOrigin(transport);
      expect(origin.traceId).toMatch(/^[0-9a-f-]{36}$/);
      expect(origin.told.traceId).toBe(origin.traceId);
      expect(answered.size).toBe(0);
    },
  );

  it('stays known for a call that waits, when its connection has gone meanwhile', () => {
    const { transport } = callWith({});
    const origin = new CallOrigin(transport);
    origin.keepAddress();
    transport.peerAddress = 'unknown';
    expect(origin.told.sourceAddress).toBe('192.0.2.1');
  });
});
