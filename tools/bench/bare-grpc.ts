import { Client, credentials } from '@grpc/grpc-js';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const asIs = (bytes: Buffer) => bytes;

/** A process with bare-fan-out.ts, and its watchers. */
export class BareGrpc {
  private readonly child: ChildProcess;
  private readonly clients: readonly Client[];

  private constructor(child: ChildProcess, clients: readonly Client[]) {
    this.child = child;
    this.clients = clients;
  }

  static async start(connections: number): Promise<BareGrpc> {
    const program = fileURLToPath(new URL('bare-fan-out.ts', import.meta.url));
    const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [port] = (await once(child.stdout, 'data')) as [Buffer];
    const address = `127.0.0.1:${port.toString().trim()}`;
    const clients = Array.from(
      { length: connections },
      (_, index) => new Client(address, credentials.createInsecure(), { 'bench.connection': index }),
    );
    return new BareGrpc(child, clients);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** @param onChange told of each message @returns once the watch is there */
  async watch(index: number, onChange: () => void): Promise<void> {
    const client = this.clients[index % this.clients.length];
    const stream = client?.makeServerStreamRequest('/bench/Watch', asIs, asIs, Buffer.of());
    if (stream === undefined) return;
    stream.on('error', () => undefined);
    await once(stream, 'data');
    stream.on('data', onChange);
  }

  tell(message: Buffer): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.clients[0]?.makeUnaryRequest('/bench/Tell', asIs, asIs, message, (error: Error | null) => {
        if (error === null) resolve(undefined);
        else reject(error);
      });
    });
  }

  stop(): void {
    for (const client of this.clients) client.close();
    this.child.kill();
  }
}
