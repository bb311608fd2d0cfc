/**
 * RuntimeService.FetchCertificate against a bare grpc-js server that answers with the same bytes, and NOT_MODIFIED against
 * one that answers with none, in one run, turn by turn.
 * Usage: node tools/bench/fetch.ts [--seconds 1] [--rounds 21] [--in-flight 1,32,256]. Build first: npm start builds.
 * Prints calls per second, p50, p99, and the ratios of Certkeep to the echo: the aims are 0.9 and 0.95 at least. Each
 * server is a process of its own.
 */
import { FetchCertificateRequest, FetchCertificateResponse } from '@certkeep/contracts/grpc';
import { createTestCa, startServer } from '@certkeep/testing';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { rpcCaller } from '../demo/rpc-caller.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '21' },
    'in-flight': { type: 'string', default: '1,32,256' },
    help: { type: 'boolean' },
  },
});
if (values.help === true) {
  process.stdout.write('node tools/bench/fetch.ts [--seconds 1] [--rounds 21] [--in-flight 1,32,256]\n');
  process.exit(0);
}
const path = '/certkeep.v1.RuntimeService/FetchCertificate';

interface Figures {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

const server = await startServer({ env: { CERTKEEP_LOG_LEVEL: 'warn' } });
const token = await nodeWithCertificate();
const metadata = new Metadata();
metadata.set('authorization', `Bearer ${token}`);
const whole = requestFor('');
const certkeep = new Client(server.grpcAddress, credentials.createInsecure());
const answer = await call(certkeep, whole);
const { result } = FetchCertificateResponse.decode(answer);
if (result?.$case !== 'certificate') throw new Error('no certificate came back');
const known = requestFor(result.value.etag);

const echoProcess = spawn(process.execPath, [fileURLToPath(new URL('echo-server.ts', import.meta.url))], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
echoProcess.stdin.end(answer);
const [port] = (await once(echoProcess.stdout, 'data')) as [Buffer];
const echo = new Client(`127.0.0.1:${port.toString().trim()}`, credentials.createInsecure());

process.stdout.write(`${answer.length} bytes, median of ${values.rounds} rounds\n`);
for (const inFlight of values['in-flight'].split(',').map(Number)) {
  await compare('FetchCertificate', whole, inFlight);
  await compare('NOT_MODIFIED', known, inFlight);
}
certkeep.close();
echo.close();
echoProcess.kill();
await server.stop();

async function nodeWithCertificate(): Promise<string> {
  const rpc = rpcCaller(server.httpUrl);
  await rpc('IdentityService/CompleteSetup', {
    setupSecret: server.setupUrl?.split('#')[1],
    userName: 'admin',
    password: 'correct horse battery',
  });
  const issued = await (await createTestCa()).issue({ commonName: 'bench' });
  const text = issued.certificatePem + issued.privateKeyPem;
  await rpc('CertificateService/CreateCertificate', { material: { paste: { text } }, primary: true });
  const created = await rpc('NodeService/CreateNode', { node: { name: 'bench', mtlsEnabled: true } });
  return created['token'] as string;
}

function requestFor(etag: string): Buffer {
  return Buffer.from(FetchCertificateRequest.encode({ etag, knownRevision: 0n }).finish());
}

async function compare(what: string, request: Buffer, inFlight: number): Promise<void> {
  await run(certkeep, request, inFlight, 1);
  await run(echo, request, inFlight, 1);
  const certkeepRounds: Figures[] = [];
  const echoRounds: Figures[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    // Who goes first changes, so that neither always has the warmer machine.
    const seconds = Number(values.seconds);
    const both = [
      async () => certkeepRounds.push(await run(certkeep, request, inFlight, seconds)),
      async () => echoRounds.push(await run(echo, request, inFlight, seconds)),
    ];
    for (const turn of round % 2 === 0 ? both : both.reverse()) await turn();
  }
  // Round by round, since the machine is faster in one than in another.
  const ratios = certkeepRounds.map((mine, round) => ratioOf(mine, echoRounds[round]));
  const { perSecond, p99 } = median(ratios);
  process.stdout.write(`${inFlight} in flight\n`);
  print('bare echo', median(echoRounds));
  print(what, median(certkeepRounds));
  process.stdout.write(`  ratio             calls/s ${perSecond.toFixed(2)}   p99 ${p99.toFixed(2)}\n`);
}

function ratioOf(mine: Figures, theirs: Figures | undefined): Figures {
  if (theirs === undefined) throw new TypeError('a round of one server alone');
  return { perSecond: mine.perSecond / theirs.perSecond, p50: mine.p50 / theirs.p50, p99: mine.p99 / theirs.p99 };
}

function call(client: Client, request: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      path,
      (bytes: Buffer) => bytes,
      (bytes: Buffer) => bytes,
      request,
      metadata,
      (error, response) => {
        if (error !== null || response === undefined) reject(error ?? new Error('no answer'));
        else resolve(response);
      },
    );
  });
}

async function run(client: Client, request: Buffer, inFlight: number, seconds: number): Promise<Figures> {
  const times: number[] = [];
  const started = performance.now();
  const end = started + seconds * 1000;
  const caller = async () => {
    while (performance.now() < end) {
      const begun = performance.now();
      await call(client, request);
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, caller));
  const elapsed = (performance.now() - started) / 1000;
  times.sort((one, other) => one - other);
  const at = (part: number) => times[Math.floor((times.length - 1) * part)] ?? Number.NaN;
  return { perSecond: times.length / elapsed, p50: at(0.5), p99: at(0.99) };
}

function median(rounds: readonly Figures[]): Figures {
  const middle = (figure: keyof Figures) =>
    rounds.map((round) => round[figure]).sort((one, other) => one - other)[Math.floor(rounds.length / 2)] ?? Number.NaN;
  return { perSecond: middle('perSecond'), p50: middle('p50'), p99: middle('p99') };
}

function print(who: string, { perSecond, p50, p99 }: Figures): void {
  process.stdout.write(
    `  ${who.padEnd(17)} calls/s ${perSecond.toFixed(0)}   p50 ${p50.toFixed(2)} ms   p99 ${p99.toFixed(2)} ms\n`,
  );
}
