import { ConnectError } from '@connectrpc/connect';
import { createTestCa, FaultyProxy, Seeded, type IssuedCertificate } from '@certkeep/testing';
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Company } from './company.js';
import { converged } from './convergence.js';
import { doSomething, rotateOne } from './deeds.js';
import { faultsFor, type Fault, type Scene } from './faults.js';
import { startFaultyMariadb, type FaultyDatabase } from './faulty-database.js';
import { Installation } from './installation.js';
import { JumpingClock } from './jumping-clock.js';
import type { ObservedNode } from './observed-node.js';
import { makeSmallDisk } from './small-disk.js';

const seed = Number(process.env['CERTKEEP_TEST_SEED'] ?? 6);
/** How often each fault comes; `CERTKEEP_FAULT_ROUNDS=50` is the long form. */
const rounds = Number(process.env['CERTKEEP_FAULT_ROUNDS'] ?? '1');
const deedsAtATime = 3;
/** Milliseconds of these until the fault begins, at the most. */
const longestDelay = 200;
/** Milliseconds that a fault lasts at the most, beyond what admins do in it. */
const longest = 600;

describe.each(['sqlite', 'mariadb'] as const)(`while things break, by seed ${seed}, on %s`, (kind) => {
  const seeded = new Seeded(seed);
  let scene: Scene;
  let companies: readonly Company[];
  let leaves: IssuedCertificate[];
  let database: FaultyDatabase | undefined;
  const nodes = (): readonly ObservedNode[] => companies.flatMap((company) => company.nodes);

  beforeAll(async () => {
    database = kind === 'mariadb' ? await startFaultyMariadb() : undefined;
    const installation = await Installation.start({
      CERTKEEP_KEY: randomBytes(32).toString('base64'),
      ...(database === undefined ? {} : { CERTKEEP_DATABASE_URL: database.url }),
    });
    const ca = await createTestCa();
    const leafCount = 40 + rounds * faultsFor(database).length * (deedsAtATime + 2) * 2;
    leaves = await Promise.all(Array.from({ length: leafCount }, (_, at) => ca.issue({ commonName: `leaf ${at}` })));
    const network = await FaultyProxy.start(installation.grpcPort);
    const [disk, clock] = [await makeSmallDisk(), new JumpingClock()];
    scene = { seeded, installation, database, network, disk, clock, nodes };
    const settings = {
      installation: () => installation,
      nextLeaf: () => leaves.pop() ?? expect.unreachable('there are leaves for every deed'),
      nodeCount: 3,
      folder: disk.folder,
      // Certkeep beats once a second here: three beats that are missing are a connection that is lost.
      connecting: { endpoint: `http://127.0.0.1:${network.port}`, clock, longestSilence: 3_000 },
    };
    const credentials = [await installation.setUp(), await installation.setUpCompany('other')];
    companies = await Promise.all(credentials.map((credential) => Company.start({ ...settings, credential })));
  });
  afterAll(async () => {
    await Promise.all(companies.map((company) => company.stop()));
    await scene.network.stop();
    await scene.installation.stop();
    await database?.stop();
    await scene.disk.remove();
  });

  /** What admins do. @returns what failed of it */
  const deeds = async (): Promise<readonly string[]> => {
    const failures: string[] = [];
    const note = (error: unknown) => failures.push(ConnectError.from(error).message);
    for (let count = 0; count < deedsAtATime; count++) {
      const company = seeded.among(companies);
      await doSomething(company, seeded, (member) => company.exchange(member)).catch(note);
    }
    for (const company of companies) await rotateOne(company).catch(note);
    return failures;
  };

  /** @returns milliseconds from its end until every node had what it is to have */
  const suffer = async (fault: Fault): Promise<number> => {
    const [delay, duration] = [seeded.next() * longestDelay, seeded.next() * longest];
    const begun = deeds();
    await pause(delay);
    await fault.begin(scene);
    const lasting = pause(duration);
    const failures = [...(await begun), ...(await deeds())];
    expect(failures.filter((text) => fault.failures?.test(text) !== true)).toEqual([]);
    await lasting;
    await fault.end(scene);
    const took = await converged(nodes(), scene.installation);
    expect(nodes().flatMap(({ complaints }) => complaints)).toEqual([]);
    await Promise.all(companies.map((company) => company.letGo()));
    return took;
  };

  it(
    'no node goes back, none presents another’s, and all are right again soon after',
    async () => {
      await converged(nodes(), scene.installation);
      const faults = faultsFor(scene.database);
      const lines: string[] = [];
      for (let round = 0; round < rounds; round++) {
        for (const fault of seeded.shuffled(faults)) {
          lines.push(`${Math.round(await suffer(fault))} ms after ${fault.title}`);
        }
      }
      process.stdout.write(`Right again, by seed ${seed} on ${kind}, the disk being ${scene.disk.kind}:\n`);
      process.stdout.write(lines.map((line) => `  ${line}\n`).join(''));
      expect(nodes().reduce((sum, { timesOffline }) => sum + timesOffline, 0)).toBeGreaterThan(0);
      expect(companies.some(({ sawFullDisk }) => sawFullDisk)).toBe(true);
    },
    300_000 * rounds,
  );
});
