import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** Servers on 127.0.0.1, each on a free port, that are gone with `closeAll`. */
export interface LoopbackServers {
  /** @returns the port */
  readonly listening: (server: Server) => Promise<number>;
  /** A server that says what it likes over TCP. @returns the port */
  readonly raw: (speak: (socket: Socket) => void) => Promise<number>;
  /** @returns the port */
  readonly tls: (options: TlsOptions) => Promise<number>;
  /** Connections that have come and are still open. */
  readonly open: () => number;
  readonly closeAll: () => void;
}

export function loopbackServers(): LoopbackServers {
  const servers = new Set<Server>();
  const sockets = new Set<Socket>();
  const listening = async (server: Server): Promise<number> => {
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => undefined);
    });
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.add(server);
    return (server.address() as AddressInfo).port;
  };
  return {
    listening,
    raw: (speak) =>
      listening(
        createServer((socket) => {
          speak(socket);
          // Who doesn't read never learns that the other side is gone.
          socket.resume();
        }),
      ),
    tls: (options) => listening(createTlsServer(options)),
    open: () => sockets.size,
    closeAll: () => {
      for (const server of servers) server.close();
      for (const socket of sockets) socket.destroy();
      servers.clear();
      sockets.clear();
    },
  };
}
