/**
 * Requests through the node client to a real nginx that demands client certificates, while the primary certificate is
 * rotated and Certkeep is killed and started again. Ends with 1 if a request failed or the last certificate isn't presented.
 * Usage: node tools/bench/rotation.ts [--rate 200] [--rotations 100] [--restarts 10]. Build first: npm start builds.
 */
import { connect } from '@certkeep/node-client';
import { serialOf, startCertkeep, startMtlsServer } from '@certkeep/testing';
import { once } from 'node:events';
import { request } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '200' },
    rotations: { type: 'string', default: '100' },
    restarts: { type: 'string', default: '10' },
    help: { type: 'boolean' },
  },
});
if (values.help === true) {
  process.stdout.write('node tools/bench/rotation.ts [--rate 200] [--rotations 100] [--restarts 10]\n');
  process.exit(0);
}
const [rate, rotations, restarts] = [Number(values.rate), Number(values.rotations), Number(values.restarts)];

const [certkeep, server] = await Promise.all([startCertkeep(), startMtlsServer()]);
const issued = await Promise.all(Array.from({ length: 8 }, (_, index) => server.ca.issue({ commonName: `n${index}` })));
const ids: string[] = [];
for (const certificate of issued) ids.push(await certkeep.addPrimary(certificate));
const { token } = await certkeep.createNode('rotation');
const client = connect({ endpoint: certkeep.endpoint, token });
await client.ready();
const agent = client.httpsAgent({ ca: server.ca.certificatePem, maxSockets: 64 });

const failures: string[] = [];
const times: number[] = [];
const toChange: number[] = [];
const toReturn: number[] = [];
const seen = new Set<string>();
let isOver = false;
const load = keepUpLoad();
const restartEvery = restarts === 0 ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor(rotations / restarts));
for (let rotation = 0; rotation < rotations; rotation++) {
  if (rotation % restartEvery === restartEvery - 1) {
    await certkeep.kill9();
    await certkeep.start();
    const started = performance.now();
    if (!client.status.online) await once(client, 'online');
    toReturn.push(performance.now() - started);
  }
  const changed = once(client, 'change');
  const started = performance.now();
  await certkeep.setPrimary(ids[rotation % issued.length] ?? '');
  if (await Promise.race([changed.then(() => true), pause(10_000, false)])) toChange.push(performance.now() - started);
  await pause(50);
}
isOver = true;
await load;
const last = client.current?.leafPem ?? '';
const isCurrent = (await send()) === serialOf({ certificatePem: last });
agent.destroy();
await client.close();
await Promise.all([certkeep.stop(), server.stop()]);

process.stdout.write(
  `${times.length} requests at ${rate}/s, ${rotations} rotations, ${toReturn.length} restarts: ${failures.length} failed\n` +
    `request           p50 ${at(times, 0.5)} ms   p99 ${at(times, 0.99)} ms\n` +
    `asked to change   p50 ${at(toChange, 0.5)} ms   p99 ${at(toChange, 0.99)} ms\n` +
    `back after start  p50 ${at(toReturn, 0.5)} ms   longest ${at(toReturn, 1)} ms\n` +
    `certificates seen ${seen.size}; presents the last one: ${isCurrent ? 'yes' : 'no'}\n`,
);
for (const failure of new Set(failures)) process.stdout.write(`${failure}\n`);
process.exitCode = failures.length === 0 && isCurrent ? 0 : 1;

/** Sends at the rate, whether or not earlier requests have been answered. */
async function keepUpLoad(): Promise<void> {
  const under = new Set<Promise<void>>();
  const started = performance.now();
  for (let sent = 0; !isOver; sent++) {
    const due = started + (sent * 1000) / rate;
    if (due > performance.now()) await pause(due - performance.now());
    const begun = performance.now();
    const call = send().then(
      (serial) => {
        seen.add(serial);
        times.push(performance.now() - begun);
      },
      (error: unknown) => {
        failures.push(error instanceof Error ? error.message : String(error));
      },
    );
    under.add(call);
    void call.finally(() => under.delete(call));
  }
  await Promise.all(under);
}

function send(): Promise<string> {
  return new Promise((resolve, reject) => {
    request(server.nginx.url, { agent, servername: 'localhost' }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve(body);
        else reject(new Error(`status ${response.statusCode ?? 0}`));
      });
    })
      .on('error', reject)
      .end();
  });
}

function at(times: number[], part: number): string {
  const sorted = [...times].sort((one, other) => one - other);
  return (sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN).toFixed(1);
}
