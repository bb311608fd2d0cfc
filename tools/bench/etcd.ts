import { Client, credentials } from '@grpc/grpc-js';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const key = Buffer.from('certificate');
const asIs = (bytes: Buffer) => bytes;

/** An etcd of one's own, of which every watcher watches the same key. */
export class Etcd {
  private readonly child: ChildProcess;
  private readonly folder: string;
  private readonly clients: readonly Client[];

  private constructor(child: ChildProcess, folder: string, clients: readonly Client[]) {
    this.child = child;
    this.folder = folder;
    this.clients = clients;
  }

  /** @returns undefined where etcd is not installed */
  static async start(connections: number): Promise<Etcd | undefined> {
    const program = ['/usr/bin/etcd', '/usr/local/bin/etcd'].find((path) => existsSync(path));
    if (program === undefined) return undefined;
    const folder = await mkdtemp(join(tmpdir(), 'certkeep-etcd-'));
    const [client, peer] = [await freePort(), await freePort()];
    const [clientUrl, peerUrl] = [`http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`];
    const listening = ['--listen-client-urls', clientUrl, '--advertise-client-urls', clientUrl];
    const asPeer = [
      '--listen-peer-urls',
      peerUrl,
      '--initial-advertise-peer-urls',
      peerUrl,
      '--initial-cluster',
      `default=${peerUrl}`,
    ];
    const child = spawn(program, ['--data-dir', folder, '--log-level', 'error', ...listening, ...asPeer], {
      stdio: 'ignore',
    });
    const clients = Array.from(
      { length: connections },
      (_, index) => new Client(`127.0.0.1:${client}`, credentials.createInsecure(), { 'bench.connection': index }),
    );
    const etcd = new Etcd(child, folder, clients);
    await etcd.put(Buffer.of(0));
    return etcd;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Stores the value, durably. */
  put(value: Buffer): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const request = Buffer.concat([field(1, key), field(2, value)]);
      const options = { deadline: Date.now() + 30_000 };
      const [client] = this.clients;
      client?.waitForReady(options.deadline, (notReady) => {
        if (notReady !== undefined) {
          reject(notReady);
          return;
        }
        client.makeUnaryRequest('/etcdserverpb.KV/Put', asIs, asIs, request, (error: Error | null) => {
          if (error === null) resolve(undefined);
          else reject(error);
        });
      });
    });
  }

  /** @param onChange told of each change @returns once the watch is there */
  async watch(index: number, onChange: () => void): Promise<void> {
    const stream = this.clients[index % this.clients.length]?.makeBidiStreamRequest(
      '/etcdserverpb.Watch/Watch',
      asIs,
      asIs,
    );
    if (stream === undefined) return;
    stream.on('error', () => undefined);
    stream.write(field(1, field(1, key)));
    await once(stream, 'data');
    stream.on('data', onChange);
  }

  async stop(): Promise<void> {
    for (const client of this.clients) client.close();
    this.child.kill();
    await once(this.child, 'exit');
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A field of Protobuf's wire type LEN. */
function field(number: number, bytes: Buffer): Buffer {
  const length: number[] = [];
  for (let rest = bytes.length; ; rest >>>= 7) {
    length.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
    if (rest <= 0x7f) break;
  }
  return Buffer.concat([Buffer.of((number << 3) | 2, ...length), bytes]);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
