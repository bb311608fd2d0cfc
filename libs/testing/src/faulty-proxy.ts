import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** One connection through the proxy. */
interface Link {
  readonly near: Socket;
  readonly far: Socket;
  /** Nothing passes any more, whatever becomes of the proxy: as when a firewall has forgotten the connection. */
  isLost: boolean;
}

/** How slow a network is: pieces of at most so many bytes, each so many milliseconds late. */
export interface Slowness {
  readonly pieceBytes: number;
  readonly delay: number;
}

/** A TCP proxy on 127.0.0.1 before one port of it, whose network can be broken and mended. */
export class FaultyProxy {
  private readonly links = new Set<Link>();
  private state: 'open' | 'cut' | 'stalled' | 'losing' = 'open';
  private slowness: Slowness | undefined;
  private mended = Promise.withResolvers<undefined>();

  private constructor(
    private readonly server: Server,
    private readonly target: number,
  ) {
    server.on('connection', (near) => {
      this.accept(near);
    });
  }

  /** @param target the port of 127.0.0.1 that it stands before; nobody needs to listen there yet */
  static async start(target: number): Promise<FaultyProxy> {
    const server = createServer();
    const proxy = new FaultyProxy(server, target);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Resets what is connected, and whoever connects until it is mended. */
  cut(): void {
    this.state = 'cut';
    for (const link of this.links) end(link);
  }

  /** Nothing passes until it is mended; then what was held back does. */
  stall(): void {
    this.state = 'stalled';
  }

  /** What is connected, and whoever connects until it is mended, never hears anything again, not even an end. */
  lose(): void {
    this.state = 'losing';
    for (const link of this.links) link.isLost = true;
  }

  slow(slowness: Slowness): void {
    this.slowness = slowness;
  }

  mend(): void {
    this.state = 'open';
    this.slowness = undefined;
    this.mended.resolve(undefined);
    this.mended = Promise.withResolvers();
  }

  async stop(): Promise<void> {
    this.cut();
    this.mended.resolve(undefined);
    const closed = once(this.server, 'close');
    this.server.close();
    await closed;
  }

  private accept(near: Socket): void {
    if (this.state === 'cut') {
      near.resetAndDestroy();
      return;
    }
    const link: Link = { near, far: connect(this.target, '127.0.0.1'), isLost: this.state === 'losing' };
    this.links.add(link);
    void Promise.all([this.pump(link, near, link.far), this.pump(link, link.far, near)]).then(() => {
      // Kept when it is lost: its ends stay open until the proxy stops.
      if (!link.isLost) this.links.delete(link);
    });
  }

  private async pump(link: Link, from: Socket, to: Socket): Promise<void> {
    from.setNoDelay(true);
    from.on('error', () => undefined);
    try {
      for await (const chunk of from) await this.pass(link, chunk as Buffer, to);
      if (!link.isLost) to.end();
    } catch {
      // A connection that breaks on one side breaks on the other.
      if (!link.isLost) end(link);
    }
  }

  private async pass(link: Link, chunk: Buffer, to: Socket): Promise<void> {
    const pieceBytes = this.slowness?.pieceBytes ?? chunk.length;
    for (let at = 0; at < chunk.length; at += pieceBytes) {
      if (this.slowness !== undefined) await pause(this.slowness.delay);
      while (this.state === 'stalled') await this.mended.promise;
      if (link.isLost) return;
      if (!to.write(chunk.subarray(at, at + pieceBytes))) await once(to, 'drain');
    }
  }
}

function end({ near, far }: Link): void {
  near.resetAndDestroy();
  far.resetAndDestroy();
}
