import {
  createTestCa,
  serialOf,
  startCertkeep,
  startMtlsServer,
  startNginx,
  type Certkeep,
  type IssuedCertificate,
  type MtlsServer,
  type Nginx,
  type TestCa,
} from '@certkeep/testing';
import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { commandLine } from '../src/command-line.js';
import { readAgentConfig } from '../src/read-config.js';
import { statusPath, Target } from '../src/target.js';
import { readStatus, type TargetStatus } from '../src/target-status.js';

const run = promisify(execFile);
const quickly = { first: 100, longest: 200 };

describe('certkeep-agent', () => {
  let certkeep: Certkeep;
  let upstream: MtlsServer;
  let serverCa: TestCa;
  let folder: string;
  let said: string[];
  let running: { readonly target: Target; readonly ended: Promise<void> }[] = [];
  let clientCertificates: readonly IssuedCertificate[];
  const ids: string[] = [];

  beforeAll(async () => {
    [certkeep, upstream, serverCa] = await Promise.all([
      startCertkeep(),
      startMtlsServer(),
      createTestCa('Server root'),
    ]);
    clientCertificates = [
      await upstream.ca.issue({ commonName: 'client one' }),
      await upstream.ca.issue({ commonName: 'client two' }),
    ];
    for (const certificate of clientCertificates) ids.push(await certkeep.addPrimary(certificate));
  });
  afterAll(async () => {
    await Promise.all([certkeep.stop(), upstream.stop()]);
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'certkeep-agent-'));
    // nginx's workers are another user.
    await chmod(folder, 0o755);
    said = [];
    await certkeep.setPrimary(ids[0] ?? '');
  });
  afterEach(async () => {
    await Promise.all(running.map(({ target }) => target.stop()));
    await Promise.all(running.map(({ ended }) => ended));
    running = [];
    process.exitCode = undefined;
    await rm(folder, { recursive: true });
  });

  const at = (name: string) => join(folder, name);
  /** A target of the config as it would be in the file. */
  const targetOf = async (name: string, token: string, settings: object) => {
    await writeFile(at(`${name}.token`), `${token}\n`);
    return { name, endpoint: certkeep.endpoint, tokenFile: at(`${name}.token`), ...settings };
  };
  const start = async (target: object, patience = quickly) => {
    const [config] = readAgentConfig(JSON.stringify({ stateDirectory: at('state'), targets: [target] })).targets;
    if (config === undefined) throw new Error('no target');
    return Target.start(config, at('state'), (line) => said.push(line), patience);
  };
  const keepRunning = async (target: object, patience = quickly) => {
    const started = await start(target, patience);
    running.push({ target: started, ended: started.run() });
  };
  const once = async (target: object) => {
    const started = await start(target);
    const isApplied = await started.once(10_000);
    await started.stop();
    return isApplied;
  };
  const statusOf = (name: string) => readStatus(statusPath(at('state'), name));
  const until = async (name: string, isMeant: (status: TargetStatus) => boolean): Promise<TargetStatus> => {
    for (;;) {
      const status = await statusOf(name);
      if (status !== undefined && isMeant(status)) return status;
      await pause(20);
    }
  };

  it('keeps nginx’s own certificate and the one it shows to others current, with reloads', async () => {
    const servers = [
      await serverCa.issue({ commonName: 'front one', dnsNames: ['localhost'] }),
      await serverCa.issue({ commonName: 'front two', dnsNames: ['localhost'] }),
    ] as const;
    const serverId = await certkeep.addCertificate(servers[0]);
    const client = await certkeep.createNode(`client ${folder}`);
    const server = await certkeep.createNode(`server ${folder}`, { certificateId: serverId });
    const files = [
      { path: 'cert.pem', content: 'full-chain' },
      { path: 'key.pem', content: 'key' },
    ];
    const clientTarget = await targetOf('client', client.token, { directory: at('client'), files });
    const serverTarget = await targetOf('server', server.token, { directory: at('server'), files });
    // nginx wants its files before it starts.
    expect(await Promise.all([once(clientTarget), once(serverTarget)])).toEqual([true, true]);
    const nginx: Nginx = await startNginx({
      certificateFile: at('server/cert.pem'),
      keyFile: at('server/key.pem'),
      server: `location / {
        proxy_pass ${upstream.nginx.url};
        proxy_ssl_certificate ${at('client/cert.pem')};
        proxy_ssl_certificate_key ${at('client/key.pem')};
        proxy_ssl_session_reuse off;
      }`,
    });
    try {
      const reload = { signal: 'HUP', pidFile: join(nginx.folder, 'nginx.pid') };
      await keepRunning({ ...clientTarget, reload });
      await keepRunning({ ...serverTarget, reload });
      const [first, second] = clientCertificates.map(serialOf);
      expect(await seenThrough(nginx)).toEqual({ server: 'CN=front one', client: first });

      await certkeep.setPrimary(ids[1] ?? '');
      await until('client', ({ fingerprint }) => fingerprint === clientCertificates[1]?.sha256);
      await seenInTheEnd(nginx, { server: 'CN=front one', client: second });

      const { certificate } = await certkeep.rpc('CertificateService/GetCertificate', { id: serverId });
      await replaceMaterial(certificate, servers[1]);
      await until('server', ({ fingerprint }) => fingerprint === servers[1].sha256);
      await seenInTheEnd(nginx, { server: 'CN=front two', client: second });
    } finally {
      await nginx.stop();
    }
  });

  it('writes every kind of file, with owner and mode', async () => {
    const { token } = await certkeep.createNode(`kinds ${folder}`);
    await writeFile(at('password'), 'correct horse\n', { mode: 0o600 });
    const { uid, gid } = userInfo();
    const files = [
      { path: at('cert.pem'), content: 'certificate' },
      { path: at('chain.pem'), content: 'chain' },
      { path: at('full.pem'), content: 'full-chain', mode: '0444' },
      { path: at('key.pem'), content: 'key', owner: String(uid), group: String(gid), mode: '0640' },
      { path: at('both.pem'), content: 'full-chain-and-key' },
      { path: at('store.p12'), content: 'pkcs12', passwordFile: at('password') },
    ];
    expect(await once(await targetOf('kinds', token, { files }))).toBe(true);
    const [certificate] = clientCertificates;
    const text = (name: string) => readFile(at(name), 'utf8');
    expect(new X509Certificate(await text('cert.pem')).fingerprint256.replaceAll(':', '').toLowerCase()).toBe(
      certificate?.sha256,
    );
    expect(await text('key.pem')).toBe(certificate?.privateKeyPem);
    expect(await text('both.pem')).toBe((await text('full.pem')) + (await text('key.pem')));
    expect(await text('chain.pem')).toBe('');
    const modes = await Promise.all(files.map(async ({ path }) => ((await stat(path)).mode & 0o777).toString(8)));
    expect(modes).toEqual(['644', '644', '444', '640', '600', '600']);
    const read = ['pkcs12', '-in', at('store.p12'), '-passin', `file:${at('password')}`, '-nodes'];
    const { stdout } = await run('openssl', read);
    expect(stdout).toContain('BEGIN PRIVATE KEY');
    expect(stdout).toContain('client one');
    expect((await readdir(folder)).filter((name) => /[0-9a-f]{8}-/.test(name))).toEqual([]);
  });

  it('reloads when something has changed, and only then', async () => {
    const { token } = await certkeep.createNode(`only then ${folder}`);
    const target = await targetOf('only-then', token, {
      files: [{ path: at('full.pem'), content: 'full-chain' }],
      reload: { command: ['sh', '-c', `echo reloaded >> ${at('reloads')}`] },
    });
    const reloads = async () => (await readFile(at('reloads'), 'utf8')).split('\n').length - 1;
    await once(target);
    await once(target);
    expect(await reloads()).toBe(1);
    await writeFile(at('full.pem'), 'somebody else was here');
    await once(target);
    expect(await reloads()).toBe(2);
    expect(await readFile(at('full.pem'), 'utf8')).toBe(clientCertificates[0]?.certificatePem);
  });

  it('tries a reload that failed again until it succeeds, and says what the command said', async () => {
    const { token } = await certkeep.createNode(`again ${folder}`);
    await keepRunning(
      await targetOf('again', token, {
        files: [{ path: at('full.pem'), content: 'full-chain' }],
        reload: { command: ['sh', '-c', `cat ${at('allowed')}`] },
      }),
    );
    const failed = await until('again', ({ result }) => result === 'failed');
    expect(failed.message).toMatch(/^The command “sh” failed \(1\): cat: .*allowed/);
    expect(await readFile(at('full.pem'), 'utf8')).toBe(clientCertificates[0]?.certificatePem);
    await writeFile(at('allowed'), '');
    await until('again', ({ result }) => result === 'applied');
  });

  it('tries at once when somebody asks it to in Certkeep, which hears what became of it', async () => {
    const { id, token } = await certkeep.createNode(`asked ${folder}`);
    const files = [{ path: at('full.pem'), content: 'full-chain' }];
    const reload = { command: ['sh', '-c', `cat ${at('allowed')} && echo reloaded >> ${at('reloads')}`] };
    const never = { first: 3_600_000, longest: 3_600_000 };
    await keepRunning(await targetOf('asked', token, { files, reload }), never);
    const state = async () => {
      const { node } = await certkeep.rpc('NodeService/GetNode', { id });
      return (node as { readonly deployment: { readonly state: string } }).deployment.state;
    };
    const retry = () => certkeep.rpc('NodeService/RetryDeployments', { nodeId: id });
    await expect.poll(state).toBe('DEPLOYMENT_STATE_FAILED');
    const before = (await statusOf('asked'))?.revision ?? 0;
    await retry();
    await until('asked', ({ result, revision }) => result === 'failed' && revision > before);
    await expect.poll(state).toBe('DEPLOYMENT_STATE_FAILED');
    // What was written is looked at again as well.
    await rm(at('full.pem'));
    await writeFile(at('allowed'), '');
    await retry();
    await until('asked', ({ result }) => result === 'applied');
    await expect.poll(state).toBe('DEPLOYMENT_STATE_ACKNOWLEDGED');
    expect(await readFile(at('full.pem'), 'utf8')).toBe(clientCertificates[0]?.certificatePem);
    expect(await readFile(at('reloads'), 'utf8')).toBe('reloaded\n');
  });

  it('says that it keeps the same when its environment changes how long', async () => {
    const { environment } = await certkeep.rpc('EnvironmentService/CreateEnvironment', {
      environment: { name: `aged ${folder}` },
    });
    const { id: environmentId } = environment as { readonly id: string };
    const { id, token } = await certkeep.createNode(`aged ${folder}`, { environmentId });
    const files = [{ path: at('full.pem'), content: 'full-chain' }];
    await keepRunning(await targetOf('aged', token, { files }));
    const { revision } = await until('aged', ({ result }) => result === 'applied');
    await certkeep.rpc('EnvironmentService/UpdateEnvironment', {
      environment: { id: environmentId, maxCacheAge: '3600s' },
      updateMask: 'maxCacheAge',
    });
    await until('aged', (status) => status.revision > revision);
    const state = async () => {
      const { node } = await certkeep.rpc('NodeService/GetNode', { id });
      return (node as { readonly deployment: { readonly state: string } }).deployment.state;
    };
    await expect.poll(state).toBe('DEPLOYMENT_STATE_ACKNOWLEDGED');
  });

  it('ends a reload that takes too long', async () => {
    const { token } = await certkeep.createNode(`long ${folder}`);
    const reload = { command: ['sleep', '60'], timeoutSeconds: 0.2 };
    const files = [{ path: at('full.pem'), content: 'full-chain' }];
    expect(await once(await targetOf('long', token, { files, reload }))).toBe(false);
    expect((await statusOf('long'))?.message).toBe('The command “sleep” took longer than 0.2 s.');
  });

  it('changes nothing when one of the files can’t be written', async () => {
    const { token } = await certkeep.createNode(`one of ${folder}`);
    const files = [
      { path: at('full.pem'), content: 'full-chain' },
      { path: at('missing/key.pem'), content: 'key' },
    ];
    await writeFile(at('full.pem'), 'as before');
    expect(await once(await targetOf('one-of', token, { files }))).toBe(false);
    expect(await readFile(at('full.pem'), 'utf8')).toBe('as before');
    const left = (await readdir(folder)).filter((name) => name.startsWith('full.pem'));
    expect(left).toEqual(['full.pem']);
  });

  it('switches a directory’s link to a whole new folder, and keeps few old ones', async () => {
    const { token } = await certkeep.createNode(`link ${folder}`);
    const files = [
      { path: 'cert.pem', content: 'certificate' },
      { path: 'key.pem', content: 'key' },
    ];
    const target = await targetOf('link', token, { directory: at('live'), files });
    const seen = new Set<string>();
    for (let change = 0; change < 5; change++) {
      const chosen = change % 2;
      await certkeep.setPrimary(ids[chosen] ?? '');
      await once(target);
      seen.add(await readlink(at('live')));
      expect(await readFile(at('live/key.pem'), 'utf8')).toBe(clientCertificates[chosen]?.privateKeyPem);
    }
    expect(seen.size).toBe(5);
    expect((await readdir(folder)).filter((name) => name.startsWith('.live.'))).toHaveLength(3);
  });

  it('starts from the kept copy while Certkeep is away', async () => {
    const { token } = await certkeep.createNode(`away ${folder}`);
    const target = await targetOf('away', token, { files: [{ path: at('full.pem'), content: 'full-chain' }] });
    await once(target);
    await rm(at('full.pem'));
    await certkeep.kill9();
    try {
      expect(await once(target)).toBe(true);
      expect(await readFile(at('full.pem'), 'utf8')).toBe(clientCertificates[0]?.certificatePem);
    } finally {
      await certkeep.start();
    }
  });

  it('is run once and asked for its status on the command line', async () => {
    const { token } = await certkeep.createNode(`command ${folder}`);
    const target = await targetOf('command', token, { files: [{ path: at('key.pem'), content: 'key' }] });
    await writeFile(at('config.yaml'), JSON.stringify({ stateDirectory: at('state'), targets: [target] }));
    const command = (...words: string[]) =>
      commandLine().parseAsync([...words, '--config', at('config.yaml')], { from: 'user' });
    await command('run', '--once');
    expect(process.exitCode).toBeUndefined();
    const { result, message, online } = (await statusOf('command')) ?? {};
    expect({ result, message, online }).toEqual({ result: 'applied', message: '', online: false });
    expect(await readFile(statusPath(at('state'), 'command'), 'utf8')).not.toContain('PRIVATE');
  });

  const replaceMaterial = async (certificate: unknown, issued: IssuedCertificate) => {
    const { definitions, name } = certificate as {
      readonly name: string;
      readonly definitions: readonly { readonly id: string; readonly etag: string }[];
    };
    const definition = definitions[0];
    const material = { paste: { text: issued.certificatePem + issued.privateKeyPem } };
    await certkeep.rpc('CertificateService/ReplaceMaterial', {
      definitionId: definition?.id,
      etag: definition?.etag,
      material,
      cascade: { confirmName: name },
    });
  };

  /** Who the front server says it is, and which client its upstream saw. */
  function seenThrough({ url }: Nginx): Promise<{ readonly server: string; readonly client: string }> {
    return new Promise((resolve, reject) => {
      request(url, { agent: false, ca: serverCa.certificatePem, servername: 'localhost' }, (response) => {
        const { socket } = response;
        const server = socket instanceof TLSSocket ? `CN=${String(socket.getPeerCertificate().subject.CN)}` : 'no TLS';
        let client = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (client += chunk));
        response.on('end', () => {
          resolve({ server, client });
        });
      })
        .on('error', reject)
        .end();
    });
  }

  /** nginx starts new workers for a reload, a moment after it was told. */
  async function seenInTheEnd(nginx: Nginx, wanted: object): Promise<void> {
    await expect.poll(() => seenThrough(nginx), { timeout: 10_000 }).toEqual(wanted);
  }
});
