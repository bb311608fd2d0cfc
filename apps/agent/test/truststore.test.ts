import { createTestCa, startCertkeep, type Certkeep, type TestCa } from '@certkeep/testing';
import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readAgentConfig } from '../src/read-config.js';
import { statusPath, Target } from '../src/target.js';
import { readStatus, writeStatus } from '../src/target-status.js';

const run = promisify(execFile);
const password = 'correct horse';

describe('certkeep-agent with truststores', () => {
  let certkeep: Certkeep;
  let cas: readonly TestCa[];
  let folder: string;
  let environmentId: string;
  let nodeId: string;
  let token: string;
  let running: { readonly target: Target; readonly ended: Promise<void> } | undefined;

  beforeAll(async () => {
    certkeep = await startCertkeep();
    cas = await Promise.all(['First', 'Second'].map((name) => createTestCa(name)));
    const primary = await cas[0]?.issue({ commonName: 'client' });
    if (primary !== undefined) await certkeep.addPrimary(primary);
  });
  afterAll(() => certkeep.stop());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'certkeep-agent-trust-'));
    const { environment } = await certkeep.rpc('EnvironmentService/CreateEnvironment', {
      environment: { name: crypto.randomUUID() },
    });
    environmentId = (environment as { readonly id: string }).id;
    ({ id: nodeId, token } = await certkeep.createNode(crypto.randomUUID(), { environmentId }));
    await writeFile(at('token'), token);
    await writeFile(at('password'), `${password}\n`, { mode: 0o600 });
  });
  afterEach(async () => {
    await running?.target.stop();
    await running?.ended;
    running = undefined;
    await rm(folder, { recursive: true });
  });

  const at = (name: string) => join(folder, name);
  const trust = (index: number) => certkeep.importTrustedCas(environmentId, cas[index]?.certificatePem ?? '');
  const distrust = async (alias: string) => {
    const { entries } = await certkeep.rpc('TruststoreService/ListEntries', { environmentId });
    const all = entries as readonly { readonly id: string; readonly etag: string; readonly alias: string }[];
    const entry = all.find((each) => each.alias === alias);
    await certkeep.rpc('TruststoreService/DeleteTrustedCa', { id: entry?.id, etag: entry?.etag });
  };
  const start = (settings: object) => {
    const target = { name: 'trust', endpoint: certkeep.endpoint, tokenFile: at('token'), ...settings };
    const [config] = readAgentConfig(JSON.stringify({ stateDirectory: at('state'), targets: [target] })).targets;
    if (config === undefined) throw new Error('no target');
    return Target.start(config, at('state'), () => undefined, { first: 100, longest: 200 });
  };
  const once = async (settings: object) => {
    const target = await start(settings);
    const isApplied = await target.once(10_000);
    await target.stop();
    return isApplied;
  };
  const status = () => readStatus(statusPath(at('state'), 'trust'));
  const untilEntries = async (count: number) => {
    for (;;) {
      if ((await status())?.truststoreEntries === count) return;
      await pause(20);
    }
  };

  it('writes PEM, PKCS#12 and JKS that keytool and openssl read, beside the certificate', async () => {
    await trust(0);
    await trust(1);
    const files = [
      { path: 'ca.pem', content: 'truststore-pem', mode: '0444' },
      { path: 'trust.p12', content: 'truststore-pkcs12', passwordFile: at('password'), mode: '0640' },
      { path: 'trust.jks', content: 'truststore-jks', passwordFile: at('password') },
      { path: 'key.pem', content: 'full-chain-and-key' },
    ];
    expect(await once({ directory: at('live'), files })).toBe(true);
    const modes = await Promise.all(
      files.map(async ({ path }) => ((await stat(at(`live/${path}`))).mode & 0o777).toString(8)),
    );
    expect(modes).toEqual(['444', '640', '644', '600']);
    const fingerprints = cas.map(({ certificatePem }) => new X509Certificate(certificatePem).fingerprint256);
    for (const name of ['trust.p12', 'trust.jks']) {
      const words = ['-list', '-keystore', at(`live/${name}`), '-storepass', password];
      const { stdout } = await run('keytool', words);
      const entries = [...stdout.matchAll(/^(\w+), .*, trustedCertEntry, *\n.*: ([0-9A-F:]+)$/gm)];
      expect(entries.map(([, alias, fingerprint]) => [alias, fingerprint]).sort()).toEqual([
        ['first', fingerprints[0]],
        ['second', fingerprints[1]],
      ]);
    }
    const leaf = await cas[1]?.issue({ commonName: 'leaf' });
    await writeFile(at('leaf.pem'), leaf?.certificatePem ?? '');
    const verified = await run('openssl', ['verify', '-CAfile', at('live/ca.pem'), at('leaf.pem')]);
    expect(verified.stdout).toContain('leaf.pem: OK');
  });

  it('an openssl client with the file trusts a server once its CA is imported, and no longer once it is removed', async () => {
    const own = await cas[0]?.issue({ commonName: 'localhost', dnsNames: ['localhost'] });
    const server: Server = createServer({ cert: own?.certificatePem, key: own?.privateKeyPem }, (_, response) => {
      response.end('served');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const call = async () => {
      const words = ['s_client', '-connect', address, '-CAfile', at('ca.pem'), '-no-CApath', '-verify_return_error'];
      const shake = run('openssl', [...words, '-brief']);
      shake.child.stdin?.end();
      return shake.then(
        () => 'trusted',
        () => 'refused',
      );
    };
    try {
      await trust(1);
      const target = await start({
        files: [{ path: at('ca.pem'), content: 'truststore-pem' }],
        reload: { command: ['sh', '-c', `echo reloaded >> ${at('reloads')}`] },
      });
      running = { target, ended: target.run() };
      await untilEntries(1);
      expect(await call()).toBe('refused');
      await trust(0);
      await untilEntries(2);
      expect(await call()).toBe('trusted');
      await distrust('First');
      await untilEntries(1);
      expect(await call()).toBe('refused');
      await distrust('Second');
      await untilEntries(0);
      expect(await readFile(at('ca.pem'), 'utf8')).toBe('');
      expect((await readFile(at('reloads'), 'utf8')).split('\n').length - 1).toBe(4);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('keeps what is in the files while Certkeep is away, and writes nothing anew when nothing has changed', async () => {
    await trust(0);
    const settings = {
      files: [{ path: at('ca.pem'), content: 'truststore-pem' }],
      reload: { command: ['sh', '-c', `echo reloaded >> ${at('reloads')}`] },
    };
    expect(await once(settings)).toBe(true);
    await certkeep.kill9();
    try {
      expect(await once(settings)).toBe(true);
      expect(await readFile(at('reloads'), 'utf8')).toBe('reloaded\n');
      expect(await readFile(at('ca.pem'), 'utf8')).toContain('# First');
    } finally {
      await certkeep.start();
    }
  });

  it('run once, takes what Certkeep has now, and not what was kept', async () => {
    const settings = { files: [{ path: at('ca.pem'), content: 'truststore-pem' }] };
    await trust(0);
    await once(settings);
    await trust(1);
    expect(await once(settings)).toBe(true);
    expect(await readFile(at('ca.pem'), 'utf8')).toMatch(/# First\n[^#]+# Second\n/);
  });

  it('empties the files when the node was moved, while the agent was away, to an environment that trusts nobody', async () => {
    const settings = { files: [{ path: at('ca.pem'), content: 'truststore-pem' }] };
    await trust(0);
    expect(await once(settings)).toBe(true);
    const { environment } = await certkeep.rpc('EnvironmentService/CreateEnvironment', {
      environment: { name: crypto.randomUUID() },
    });
    const { id } = environment as { readonly id: string };
    const node = { id: nodeId, environmentId: id };
    await certkeep.rpc('NodeService/UpdateNode', { node, updateMask: 'environmentId' });
    expect(await once(settings)).toBe(true);
    expect(await readFile(at('ca.pem'), 'utf8')).toBe('');
    expect(await status()).toMatchObject({ truststoreEntries: 0, truststoreEnvironmentId: id });
  });

  it('leaves the files as they are when an empty set comes without a newer revision, and says so', async () => {
    const settings = { files: [{ path: at('ca.pem'), content: 'truststore-pem' }] };
    expect(await once(settings)).toBe(true);
    const last = await status();
    if (last === undefined) throw new Error('no status');
    await writeFile(at('ca.pem'), 'as before');
    await writeStatus(statusPath(at('state'), 'trust'), { ...last, truststoreEntries: 2 });
    expect(await once(settings)).toBe(false);
    expect((await status())?.message).toMatch(/^The truststore came empty, of revision \d+; 2 certificates/);
    expect(await readFile(at('ca.pem'), 'utf8')).toBe('as before');
    // What another environment had trusted is not protected.
    const elsewhere = { truststoreEntries: 2, truststoreEnvironmentId: 'another' };
    await writeStatus(statusPath(at('state'), 'trust'), { ...last, ...elsewhere });
    expect(await once(settings)).toBe(true);
    expect(await readFile(at('ca.pem'), 'utf8')).toBe('');
  });
});
