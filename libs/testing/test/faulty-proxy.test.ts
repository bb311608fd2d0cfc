import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FaultyProxy } from '../src/index.js';

describe('a proxy with a network that can be broken', () => {
  let echo: Server;
  let proxy: FaultyProxy;
  const open: Socket[] = [];
  beforeAll(async () => {
    echo = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.pipe(socket);
    }).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    proxy = await FaultyProxy.start((echo.address() as AddressInfo).port);
  });
  afterAll(async () => {
    for (const socket of open) socket.destroy();
    await proxy.stop();
    echo.close();
  });

  const connected = async (): Promise<Socket> => {
    const socket = connect(proxy.port, '127.0.0.1');
    open.push(socket);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  };
  const echoed = async (socket: Socket, text: string): Promise<string> => {
    socket.write(text);
    let heard = '';
    while (heard.length < text.length) heard += String((await once(socket, 'data'))[0]);
    return heard;
  };

  it('hands on what comes, also when it is slow', async () => {
    const socket = await connected();
    expect(await echoed(socket, 'quick')).toBe('quick');
    proxy.slow({ pieceBytes: 2, delay: 1 });
    expect(await echoed(socket, 'slow and in pieces')).toBe('slow and in pieces');
    proxy.mend();
  });

  it('resets connections when it is cut, and takes new ones once it is mended', async () => {
    const socket = await connected();
    await echoed(socket, 'there');
    const closed = once(socket, 'close');
    proxy.cut();
    await expect(closed).rejects.toThrow(/ECONNRESET/);
    proxy.mend();
    expect(await echoed(await connected(), 'again')).toBe('again');
  });

  it('holds back what comes while it stands still', async () => {
    const socket = await connected();
    await echoed(socket, 'there');
    proxy.stall();
    const late = echoed(socket, 'late');
    proxy.mend();
    expect(await late).toBe('late');
  });

  it('never answers on a connection that it has lost, and answers on the next one', async () => {
    const socket = await connected();
    await echoed(socket, 'there');
    proxy.lose();
    const heard: unknown[] = [];
    socket.on('data', (bytes) => heard.push(bytes));
    socket.write('lost');
    proxy.mend();
    expect(await echoed(await connected(), 'next')).toBe('next');
    expect(heard).toEqual([]);
    expect(socket.destroyed).toBe(false);
  });
});
