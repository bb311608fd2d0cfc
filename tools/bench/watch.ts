/**
 * RuntimeService.WatchCertificate with many watchers on one server process, beside etcd with as many watchers of one key
 * and the same payload, and beside grpc-js alone (bare-fan-out.ts, the floor), in one run, turn by turn. etcd is left out
 * where it isn't installed (Debian: etcd-server).
 * Usage: node tools/bench/watch.ts [--watchers 1000] [--rounds 9] [--per-connection 100]. Build first: npm start builds.
 * Prints the time from the call that makes the change to the first, the median and the last watcher, in milliseconds: the
 * median of the rounds, and of the last one also the quickest and the slowest round; and what a watcher costs the server's
 * process in memory. Here all watchers are in one process, which has its share in the times; its garbage is collected
 * before each turn.
 */
import { WatchCertificateRequest } from '@certkeep/contracts/grpc';
import { createTestCa, startServer } from '@certkeep/testing';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { rpcCaller } from '../demo/rpc-caller.ts';
import { BareGrpc } from './bare-grpc.ts';
import { Etcd } from './etcd.ts';

const { values } = parseArgs({
  options: {
    watchers: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '9' },
    'per-connection': { type: 'string', default: '100' },
    help: { type: 'boolean' },
  },
});
if (values.help === true) {
  process.stdout.write('node tools/bench/watch.ts [--watchers 1000] [--rounds 9] [--per-connection 100]\n');
  process.exit(0);
}
const watchers = Number(values.watchers);
const rounds = Number(values.rounds);
const connections = Math.ceil(watchers / Number(values['per-connection']));
const path = '/certkeep.v1.RuntimeService/WatchCertificate';

/** Resolves with the moments at which each of them was told, once the last one was. */
class Arrivals {
  private times: number[] = [];
  private all = Promise.withResolvers<readonly number[]>();

  readonly arrived = (): void => {
    this.times.push(performance.now());
    if (this.times.length === watchers) this.all.resolve(this.times);
  };

  next(): Promise<readonly number[]> {
    this.times = [];
    this.all = Promise.withResolvers();
    return this.all.promise;
  }
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const server = await startServer({ env: { CERTKEEP_LOG_LEVEL: 'warn' } });
const rpc = rpcCaller(server.httpUrl);
const certificates = await twoCertificates();
const tokens = await nodes();
const idle = residentBytes(server.pid);
const arrivals = new Arrivals();
const first = arrivals.next();
let isOver = false;
let payload: Buffer = Buffer.of();
const clients = Array.from(
  { length: connections },
  (_, index) => new Client(server.grpcAddress, credentials.createInsecure(), { 'bench.connection': index }),
);
for (const [index, token] of tokens.entries()) {
  watch(clients[index % connections], token);
  // As nodes come, not all in one moment.
  if (index % 200 === 199) await pause(20);
}
await first;
await pause(2000);
const turns: Turn[] = [
  {
    name: 'Certkeep',
    figures: [],
    memory: (residentBytes(server.pid) - idle) / watchers,
    take: (round) =>
      timed(arrivals, () => rpc('CertificateService/SetPrimaryCertificate', { id: certificates[round % 2] })),
  },
];
const etcd = await Etcd.start(connections);
const bare = await BareGrpc.start(connections);
if (etcd !== undefined) await enter('etcd', etcd, () => etcd.put(payload));
await enter('grpc-js', bare, () => bare.tell(payload));
for (let round = 0; round <= rounds; round++) {
  for (const turn of round % 2 === 0 ? turns : turns.toReversed()) {
    await pause(500);
    turn.figures.push(await turn.take(round));
  }
}
process.stdout.write(
  `${watchers} watchers on ${connections} connections, ${payload.length} bytes, median of ${rounds} rounds\n`,
);
for (const turn of turns) print(turn);
if (etcd === undefined) process.stdout.write('etcd is not installed here\n');
isOver = true;
for (const client of clients) client.close();
bare.stop();
await etcd?.stop();
await server.stop();
process.exit(0);

/** One of those that are compared. */
interface Turn {
  readonly name: string;
  readonly figures: Figures[];
  /** Bytes a watcher. */
  readonly memory: number;
  readonly take: (round: number) => Promise<Figures>;
}

/** Watches, and takes part from now on. */
async function enter(
  name: string,
  side: { readonly pid: number; readonly watch: (index: number, onChange: () => void) => Promise<void> },
  change: () => Promise<unknown>,
): Promise<void> {
  const arrived = new Arrivals();
  const before = residentBytes(side.pid);
  for (let index = 0; index < watchers; index++) await side.watch(index, arrived.arrived);
  await pause(1000);
  const memory = (residentBytes(side.pid) - before) / watchers;
  turns.push({ name, figures: [], memory, take: () => timed(arrived, change) });
}

interface Figures {
  readonly first: number;
  readonly median: number;
  readonly last: number;
}

async function timed(all: Arrivals, change: () => Promise<unknown>): Promise<Figures> {
  collectGarbage();
  const told = all.next();
  const began = performance.now();
  await change();
  const times = await told;
  const at = (part: number) => (times[Math.floor((times.length - 1) * part)] ?? Number.NaN) - began;
  return { first: at(0), median: at(0.5), last: at(1) };
}

function watch(client: Client | undefined, token: string): void {
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  const request = Buffer.from(WatchCertificateRequest.encode({ knownRevision: 0n, etag: '' }).finish());
  const asIs = (bytes: Buffer) => bytes;
  client
    ?.makeServerStreamRequest(path, asIs, asIs, request, metadata)
    .on('data', (bytes: Buffer) => {
      // A sign of life is some bytes long.
      if (bytes.length < 200) return;
      payload = bytes;
      arrivals.arrived();
    })
    .on('error', (error) => {
      if (!isOver) process.stderr.write(`${error.message}\n`);
    });
}

async function twoCertificates(): Promise<readonly string[]> {
  const setupSecret = server.setupUrl?.split('#')[1];
  await rpc('IdentityService/CompleteSetup', { setupSecret, userName: 'admin', password: 'correct horse battery' });
  const ca = await createTestCa();
  const ids: string[] = [];
  for (const primary of [false, true]) {
    const issued = await ca.issue({ commonName: 'bench' });
    const text = issued.certificatePem + issued.privateKeyPem;
    const name = `bench ${String(primary)}`;
    const made = await rpc('CertificateService/CreateCertificate', { name, material: { paste: { text } }, primary });
    ids.push((made['certificate'] as { readonly id: string }).id);
  }
  return ids;
}

async function nodes(): Promise<readonly string[]> {
  const made: string[] = [];
  for (let at = 0; at < watchers; at += 50) {
    const some = Array.from({ length: Math.min(50, watchers - at) }, async (_, index) => {
      const created = await rpc('NodeService/CreateNode', { node: { name: `node ${at + index}`, mtlsEnabled: true } });
      return created['token'] as string;
    });
    made.push(...(await Promise.all(some)));
  }
  return made;
}

/** In bytes, as Linux counts them. */
function residentBytes(pid: number): number {
  const [, pages = '0'] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
  return Number(pages) * 4096;
}

/** The first round was for warming up. */
function print({ name, figures: [, ...figures], memory }: Turn): void {
  const sorted = (figure: keyof Figures) => figures.map((one) => one[figure]).sort((one, other) => one - other);
  const middle = (figure: keyof Figures) => ms(sorted(figure)[Math.floor(figures.length / 2)]);
  const last = sorted('last');
  process.stdout.write(
    `${name.padEnd(10)} first ${middle('first')}   median ${middle('median')}   last ${middle('last')} ` +
      `(${ms(last[0])} to ${ms(last.at(-1))})   memory ${(memory / 1000).toFixed(1)} kB a watcher\n`,
  );
}

function ms(time = Number.NaN): string {
  return `${time.toFixed(0)} ms`;
}
