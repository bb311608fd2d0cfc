import type { CompanyId } from '@certkeep/domain';
import { selfSigned } from '@certkeep/testing';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, getCACertificates, type Server, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OutgoingTrust } from '../src/index.js';

const [one, other] = ['one', 'other'] as CompanyId[] as [CompanyId, CompanyId];
const peer = selfSigned('peer');

describe('outgoing trust', () => {
  let server: Server;
  const trust = new OutgoingTrust();
  const sockets: TLSSocket[] = [];
  beforeAll(async () => {
    server = createServer({ cert: peer.certificatePem, key: peer.privateKeyPem }, (socket) => {
      socket.on('error', () => undefined);
      socket.pipe(socket);
    });
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
    trust.release();
  });
  const opened = async (company?: CompanyId) => {
    const socket = connect({
      port: (server.address() as AddressInfo).port,
      host: '127.0.0.1',
      ...(company === undefined ? {} : { secureContext: trust.secureContext(company, 'talk') }),
    });
    sockets.push(socket);
    await once(socket, 'secureConnect');
    return socket;
  };
  const refused = expect.objectContaining({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }) as Error;

  it('is each company’s own, and the process’s default while there is one', async () => {
    await expect(opened(one)).rejects.toThrow(refused);
    trust.replace(one, [peer.certificateDer]);
    await opened(one);
    await opened();
    await expect(opened(other)).rejects.toThrow(refused);
    trust.replace(other, []);
    await expect(opened()).rejects.toThrow(refused);
    await opened(one);
    trust.release();
    expect(getCACertificates('default').length).toBeGreaterThan(50);
  });

  it('changes for new connections alone: those that are open stay', async () => {
    trust.replace(one, [peer.certificateDer]);
    const socket = await opened(one);
    trust.replace(one, []);
    await expect(opened(one)).rejects.toThrow(refused);
    socket.write('still here');
    expect(String((await once(socket, 'data'))[0])).toBe('still here');
  });

  it('is made into one context for all connections, until it changes', () => {
    trust.replace(one, [peer.certificateDer]);
    const context = trust.secureContext(one, 'talk');
    expect(trust.secureContext(one, 'talk')).toBe(context);
    expect(trust.secureContext(one, 'look')).not.toBe(context);
    trust.replace(one, [peer.certificateDer]);
    expect(trust.secureContext(one, 'talk')).not.toBe(context);
  });
});
