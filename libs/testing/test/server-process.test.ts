import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { type RunningServer, type ServerOptions, startServer } from '../src/server-process.js';

const servers: RunningServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function started(options?: ServerOptions): Promise<RunningServer> {
  const server = await startServer(options);
  servers.push(server);
  return server;
}

describe('the built server as a process', () => {
  it('tells where it serves, and has a setup link while nobody has used it', async () => {
    const server = await started();
    expect(server.grpcAddress).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(server.setupUrl).toMatch(`${server.httpUrl}/setup#`);
    expect((await fetch(`${server.httpUrl}/healthz`)).status).toBe(200);
  });

  it('ends with code 0 when asked, and takes its data with it', async () => {
    const server = await started();
    expect(await server.stop()).toBe(0);
    expect(existsSync(server.dataDir)).toBe(false);
    await expect(fetch(server.httpUrl)).rejects.toThrow('fetch failed');
  });

  it('starts again on the data that a killed one left', async () => {
    const killed = await started();
    await killed.kill9();
    await expect(fetch(killed.httpUrl)).rejects.toThrow('fetch failed');
    const again = await started({ dataDir: killed.dataDir });
    expect((await fetch(`${again.httpUrl}/healthz`)).status).toBe(200);
  });

  it('that does not start is an error with what it printed', async () => {
    await expect(startServer({ args: ['--no-such-option'] })).rejects.toThrow(
      /^The server ended with code \d+ before it served\. It printed:\n.*no-such-option/,
    );
  });
});
