import { OutgoingTrust } from '@certkeep/egress';
import type { CompanyId } from '@certkeep/domain';
import { selfSigned } from '@certkeep/testing';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import { medianDuration } from './duration.ts';
import { manyCertificates } from './many-certificates.ts';
import type { Part } from './part.ts';

/** Handshakes of each round. */
const handshakes = 100;

/**
 * What a large truststore costs an outgoing connection: handshakes with the peer's certificate alone, and among many; and
 * what a change costs, once.
 */
export const handshake: Part = async ({ entries: count, rounds }) => {
  const peer = selfSigned('peer');
  const many = [...(await manyCertificates(count)).map(({ der }) => der), peer.certificateDer];
  const server = createServer({ cert: peer.certificatePem, key: peer.privateKeyPem }, (socket) => socket.end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const trust = new OutgoingTrust();
  const [small, large] = ['small', 'large'] as CompanyId[] as [CompanyId, CompanyId];
  // A company more, so that the process's default stays out of it.
  trust.replace(small, [peer.certificateDer]);
  trust.replace(large, many);
  const connected = async (company: CompanyId) => {
    for (let number = 0; number < handshakes; number++) {
      const socket = connect({ port, host: '127.0.0.1', secureContext: trust.secureContext(company, 'talk') });
      await once(socket, 'secureConnect');
      socket.destroy();
    }
  };
  try {
    await connected(small);
    const first = await medianDuration(1, () => trust.secureContext(large, 'talk'));
    const few = (await medianDuration(rounds, () => connected(small))) / handshakes;
    const among = (await medianDuration(rounds, () => connected(large))) / handshakes;
    return [
      { name: 'a handshake, 1 certificate trusted', milliseconds: few },
      { name: `a handshake, ${count} more trusted`, milliseconds: among },
      { name: 'added to each handshake', milliseconds: among - few },
      { name: 'once after a change', milliseconds: first },
    ];
  } finally {
    server.close();
    trust.release();
  }
};
