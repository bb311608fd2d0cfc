import type { Call } from '@certkeep/application';
import { DomainError } from '@certkeep/domain';
import { describeOnEachDatabase } from '@certkeep/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { doSomething, type Acknowledged, type Writer } from './deeds.js';
import { expectJwksHold } from './jwks-hold.js';
import { Lifecycle } from './lifecycle.js';
import { Seeded } from './seeded.js';
import { expectAllHolds } from './what-holds.js';

const seed = Number(process.env['CERTKEEP_TEST_SEED'] ?? 41);
const writers = 32;
const rounds = 3;
const deedsOfRound = 3;

describeOnEachDatabase(`whatever 32 writers do at once, by seed ${seed},`, (kind) => {
  let life: Lifecycle;
  beforeAll(async () => {
    life = await Lifecycle.on(kind, new Seeded(seed));
  });
  afterAll(() => life.close());

  const prepare = async (call: Call): Promise<Pick<Writer, 'environments' | 'nodes' | 'domains'>> => {
    const environments = await Promise.all(['One', 'Two', 'Three'].map((name) => life.environment(call, name)));
    const [first, second] = environments;
    if (first === undefined || second === undefined) throw new TypeError('there are three');
    const nodes = await Promise.all(
      [undefined, first, second, undefined].map((environment, index) => life.node(call, `node ${index}`, environment)),
    );
    const domains = await Promise.all(
      [first, first, second].map((environment, index) => life.domain(call, environment, `d${index}.shaken.example`)),
    );
    for (const name of ['Zeta', 'Eta', 'Theta', 'Iota', 'Kappa']) await life.create(call, name);
    await life.create(call, 'Lambda', { environmentIds: [first] });
    return { environments, nodes, domains };
  };

  it('nothing is lost, doubled or left behind, and what is kept to list and count by is right', async () => {
    const call = await life.company();
    const things = await prepare(call);
    const acknowledged: Acknowledged[] = [];
    const outcomes = new Map<string, number>();
    const count = (outcome: string) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    const random = Array.from({ length: writers }, (_, number) => new Seeded(seed * 1000 + number));
    for (let round = 1; round <= rounds; round++) {
      const work = async (own: Seeded, number: number) => {
        const writer: Writer = { life, replica: life.replica(number), number, call, random: own, ...things };
        for (let deed = 0; deed < deedsOfRound; deed++) {
          try {
            const done = await doSomething(writer);
            if (done !== undefined) acknowledged.push(done);
            count('done');
          } catch (error) {
            if (!(error instanceof DomainError)) throw error;
            count(error.reason);
          }
        }
      };
      await Promise.all(random.map(work));
      await expectAllHolds(life.first.database, call.caller.company);
      await expectJwksHold(life.first, call.caller.company);
    }
    expectNoLostUpdate(acknowledged);
    await expectLastDescriptions(call, acknowledged);
    // Else the writers would have got in each other's way too little to show anything.
    expect(outcomes.get('done')).toBeGreaterThan((writers * rounds * deedsOfRound) / 3);
    expect(outcomes.get('ETAG_MISMATCH')).toBeGreaterThan(0);
  }, 60_000);

  /** No two changes were made from the same state of a certificate by those who said which they had read. */
  const expectNoLostUpdate = (acknowledged: readonly Acknowledged[]) => {
    const versions = acknowledged.map(({ id, version }) => `${id} ${version}`);
    expect(new Set(versions).size).toBe(versions.length);
    const named = acknowledged.filter(({ read }) => read !== undefined).map(({ id, read }) => `${id} ${read ?? ''}`);
    expect(new Set(named).size).toBe(named.length);
    for (const { read, version } of acknowledged) if (read !== undefined) expect(version).toBeGreaterThan(read);
  };

  /** What is there was set by the last one who was told that it is. */
  const expectLastDescriptions = async (call: Call, acknowledged: readonly Acknowledged[]) => {
    for (const { id, definitions, description, version } of await everything(call)) {
      expect(definitions.length).toBeGreaterThan(0);
      const told = acknowledged.filter((one) => one.id === id);
      const last = told.filter((one) => one.description !== undefined).sort((a, b) => b.version - a.version)[0];
      if (last !== undefined) expect(description).toBe(last.description);
      expect(version).toBeGreaterThanOrEqual(Math.max(1, ...told.map((one) => one.version)));
    }
  };

  const everything = async (call: Call) => {
    const { reader, entities } = life.first.database;
    const rows = await reader.getRepository(entities.certificates).findBy({ company_id: call.caller.company });
    const { certificates } = life.first.store.view(call.caller.company);
    const found = await Promise.all(
      rows.map(
        async ({ id }) => (await certificates.find(id as never)) ?? (await certificates.findDeleted(id as never)),
      ),
    );
    return found.flatMap((one) => one ?? []);
  };
});
