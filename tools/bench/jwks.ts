/**
 * The JWK Set over HTTP against a static file of the same bytes through the same HTTP server, in one run, turn by turn.
 * Usage: node tools/bench/jwks.ts [--seconds 3] [--rounds 5] [--sockets 16] [--keys 4]. Build first: npm start builds.
 * Prints requests per second, p50, p99, and the ratio of Certkeep to the file: the aim is 0.8 at least. Each server is a
 * process of its own.
 */
import { createTestCa, startServer } from '@certkeep/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { rpcCaller } from '../demo/rpc-caller.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '5' },
    sockets: { type: 'string', default: '16' },
    keys: { type: 'string', default: '4' },
    help: { type: 'boolean' },
  },
});
if (values.help === true) {
  process.stdout.write('node tools/bench/jwks.ts [--seconds 3] [--rounds 5] [--sockets 16] [--keys 4]\n');
  process.exit(0);
}
const sockets = Number(values.sockets);
const agent = new Agent({ keepAlive: true, maxSockets: sockets });

interface Figures {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

const server = await startServer({ env: { CERTKEEP_LOG_LEVEL: 'warn' } });
await makeJwks();
const ours = `${server.httpUrl}/.well-known/jwks.json`;
const bytes = await fetched(ours);
if ((JSON.parse(bytes.toString()) as { keys: unknown[] }).keys.length !== Number(values.keys))
  throw new Error('the keys are not published');

const fileProcess = spawn(process.execPath, [fileURLToPath(new URL('static-server.ts', import.meta.url))], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
fileProcess.stdin.end(bytes);
const [port] = (await once(fileProcess.stdout, 'data')) as [Buffer];
const theirs = `http://127.0.0.1:${port.toString().trim()}/jwks.json`;
if (!(await fetched(theirs)).equals(bytes)) throw new Error('the file has other bytes');

await run(ours, 1);
await run(theirs, 1);
const rounds: { readonly ours: Figures[]; readonly theirs: Figures[] } = { ours: [], theirs: [] };
for (let round = 0; round < Number(values.rounds); round++) {
  // Who goes first changes, so that neither always has the warmer machine.
  const both = [
    async () => rounds.ours.push(await run(ours, Number(values.seconds))),
    async () => rounds.theirs.push(await run(theirs, Number(values.seconds))),
  ];
  for (const turn of round % 2 === 0 ? both : both.reverse()) await turn();
}
const [mine, file] = [median(rounds.ours), median(rounds.theirs)];
process.stdout.write(`${bytes.length} bytes, ${sockets} sockets, median of ${values.rounds} rounds\n`);
print('static file', file);
print('jwks.json', mine);
process.stdout.write(`ratio        ${(mine.perSecond / file.perSecond).toFixed(2)}\n`);
agent.destroy();
fileProcess.kill();
await server.stop();

async function makeJwks(): Promise<void> {
  const rpc = rpcCaller(server.httpUrl);
  await rpc('IdentityService/CompleteSetup', {
    setupSecret: server.setupUrl?.split('#')[1],
    userName: 'admin',
    password: 'correct horse battery',
  });
  const ca = await createTestCa();
  for (let key = 0; key < Number(values.keys); key++) {
    const issued = await ca.issue({ commonName: `bench ${key}`, algorithm: key % 2 === 0 ? 'RSA-2048' : 'EC-P256' });
    const text = issued.certificatePem + issued.privateKeyPem;
    const created = await rpc('CertificateService/CreateCertificate', { material: { paste: { text } } });
    const { definitions } = created['certificate'] as { definitions: { id: string }[] };
    await rpc('JwkService/CreateJwk', { jwk: { definitionId: definitions[0]?.id } });
  }
}

function fetched(url: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve(Buffer.concat(chunks));
        else reject(new Error(`${url} answered ${response.statusCode ?? 'nothing'}`));
      });
    }).on('error', reject);
  });
}

async function run(url: string, seconds: number): Promise<Figures> {
  const times: number[] = [];
  const started = performance.now();
  const end = started + seconds * 1000;
  const reader = async () => {
    while (performance.now() < end) {
      const begun = performance.now();
      await fetched(url);
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: sockets }, reader));
  const elapsed = (performance.now() - started) / 1000;
  times.sort((one, other) => one - other);
  const at = (part: number) => times[Math.floor((times.length - 1) * part)] ?? Number.NaN;
  return { perSecond: times.length / elapsed, p50: at(0.5), p99: at(0.99) };
}

function median(figures: readonly Figures[]): Figures {
  const middle = (figure: keyof Figures) =>
    figures.map((one) => one[figure]).sort((one, other) => one - other)[Math.floor(figures.length / 2)] ?? Number.NaN;
  return { perSecond: middle('perSecond'), p50: middle('p50'), p99: middle('p99') };
}

function print(who: string, { perSecond, p50, p99 }: Figures): void {
  process.stdout.write(
    `${who.padEnd(12)} requests/s ${perSecond.toFixed(0)}   p50 ${p50.toFixed(2)} ms   p99 ${p99.toFixed(2)} ms\n`,
  );
}
