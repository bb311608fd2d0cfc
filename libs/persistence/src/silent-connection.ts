import { connect, type Socket } from 'node:net';

/**
 * How MySQL's driver is to connect: a connection on which nothing was said for so long is given up, idle or not. A firewall
 * or a machine that is gone ends no connection, and the driver would wait for its answer for as long as TCP tries: for
 * a quarter of an hour, in which a replica hears of no change.
 *
 * @param longestSilence milliseconds
 */
export function connectUnlessSilent(longestSilence: number) {
  return ({
    config: { host, port },
  }: {
    readonly config: { readonly host: string; readonly port: number };
  }): Socket => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true });
    return socket.setTimeout(longestSilence, () => socket.destroy());
  };
}
