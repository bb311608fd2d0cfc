/**
 * RuntimeService.FetchCertificate against a bare grpc-js server that echoes the same bytes, in one run, turn by turn.
 * Usage: node tools/bench/fetch.ts [--seconds 3] [--rounds 5] [--in-flight 16]. Build first: npm start builds.
 * Prints calls per second, p50, p99, and the ratios of Certkeep to the echo. Each server is a process of its own.
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
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '5' },
    'in-flight': { type: 'string', default: '16' },
    help: { type: 'boolean' },
  },
});
if (values.help === true) {
  process.stdout.write('node tools/bench/fetch.ts [--seconds 3] [--rounds 5] [--in-flight 16]\n');
  process.exit(0);
}
const inFlight = Number(values['in-flight']);
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
const request = Buffer.from(FetchCertificateRequest.encode({ etag: '', knownRevision: 0n }).finish());
const certkeep = new Client(server.grpcAddress, credentials.createInsecure());
const answer = await call(certkeep);
if (FetchCertificateResponse.decode(answer).result?.$case !== 'certificate')
  throw new Error('no certificate came back');

const echoProcess = spawn(process.execPath, [fileURLToPath(new URL('echo-server.ts', import.meta.url))], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
echoProcess.stdin.end(answer);
const [port] = (await once(echoProcess.stdout, 'data')) as [Buffer];
const echo = new Client(`127.0.0.1:${port.toString().trim()}`, credentials.createInsecure());

await run(certkeep, 1);
await run(echo, 1);
const certkeepRounds: Figures[] = [];
const echoRounds: Figures[] = [];
for (let round = 0; round < Number(values.rounds); round++) {
  // Who goes first changes, so that neither always has the warmer machine.
  const both = [
    async () => certkeepRounds.push(await run(certkeep, Number(values.seconds))),
    async () => echoRounds.push(await run(echo, Number(values.seconds))),
  ];
  for (const turn of round % 2 === 0 ? both : both.reverse()) await turn();
}
const [mine, theirs] = [median(certkeepRounds), median(echoRounds)];
process.stdout.write(`${answer.length} bytes, ${inFlight} calls in flight, median of ${values.rounds} rounds\n`);
print('bare echo', theirs);
print('FetchCertificate', mine);
process.stdout.write(
  `ratio             calls/s ${(mine.perSecond / theirs.perSecond).toFixed(2)}   p99 ${(mine.p99 / theirs.p99).toFixed(2)}\n`,
);
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

function call(client: Client): Promise<Buffer> {
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

async function run(client: Client, seconds: number): Promise<Figures> {
  const times: number[] = [];
  const started = performance.now();
  const end = started + seconds * 1000;
  const caller = async () => {
    while (performance.now() < end) {
      const begun = performance.now();
      await call(client);
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
    `${who.padEnd(17)} calls/s ${perSecond.toFixed(0)}   p50 ${p50.toFixed(2)} ms   p99 ${p99.toFixed(2)} ms\n`,
  );
}
