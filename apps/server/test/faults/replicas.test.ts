import { DeploymentState } from '@certkeep/contracts/connect';
import { createTestCa, type IssuedCertificate } from '@certkeep/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Company } from './company.js';
import { converged } from './convergence.js';
import { startReplicas, type Replica, type Replicas } from './replicas.js';

const nodeCount = 6;
const rotations = 12;

describe('nodes behind a load balancer with three replicas', () => {
  let replicas: Replicas;
  let company: Company;
  let through: Replica;
  let leaves: IssuedCertificate[];
  const lines: string[] = [];

  beforeAll(async () => {
    const ca = await createTestCa();
    replicas = await startReplicas(ca);
    // Each start makes a new setup link in place of the one before.
    [, , through] = replicas.all;
    leaves = await Promise.all(Array.from({ length: 150 }, (_, at) => ca.issue({ commonName: `leaf ${at}` })));
    company = await Company.start({
      installation: () => through.installation,
      credential: await through.installation.setUp(),
      nextLeaf: () => leaves.pop() ?? expect.unreachable('there are leaves for every rotation'),
      nodeCount,
      folder: replicas.folder,
      connecting: { endpoint: replicas.endpoint, tls: { ca: ca.certificatePem }, longestSilence: 3_000 },
    });
    for (const { node } of company.members) await company.admin.choose(node.id);
  }, 120_000);
  afterAll(async () => {
    process.stdout.write(`Nodes behind nginx:\n${lines.map((line) => `  ${line}\n`).join('')}`);
    await company.stop();
    await replicas.stop();
  });

  /** Rotates what all nodes present, through one replica after the other. @returns the fingerprints, in order */
  const rotate = async (times: number, ways: readonly Replica[]): Promise<readonly string[]> => {
    const [primary] = company.shared;
    if (primary === undefined) throw new TypeError('the company has a primary certificate');
    const order: string[] = [];
    for (let count = 0; count < times; count++) {
      through = ways[count % ways.length] ?? through;
      order.push(await company.admin.replace(primary));
    }
    return order;
  };
  /** Waits until the nodes have what the replica that changed something last says. */
  const agreed = async (what: string) => {
    lines.push(`${Math.round(await converged(company.nodes, through.installation))} ms ${what}`);
    expect(company.nodes.flatMap(({ complaints }) => complaints)).toEqual([]);
  };
  /** Waits until Certkeep knows of each node that it has loaded what it was given. */
  const reported = () =>
    expect
      .poll(() => Promise.all(company.nodes.map(({ id }) => company.admin.deploymentOf(id))), { timeout: 30_000 })
      .toEqual(company.nodes.map(() => DeploymentState.ACKNOWLEDGED));
  /** What the nodes have put in place since. */
  const since = (marks: readonly number[]) => company.nodes.map(({ history }, at) => history.slice(marks[at]));
  const marks = () => company.nodes.map(({ history }) => history.length);

  it('are told of each change, whichever replica it was made through', async () => {
    await agreed('until the nodes were there');
    for (const way of replicas.all) {
      for (let times = 0; times < 3; times++) {
        const before = marks();
        const [fingerprint] = await rotate(1, [way]);
        await agreed('after a change through one replica');
        expect(since(before)).toEqual(company.nodes.map(() => [fingerprint]));
      }
    }
  });

  it('are told of changes in their order when these come quickly through all replicas, and of the last one', async () => {
    const before = marks();
    const order = await rotate(rotations, replicas.all);
    await agreed('after changes through all replicas at once');
    for (const history of since(before)) {
      expect(history).toEqual(order.filter((fingerprint) => history.includes(fingerprint)));
      expect(history.at(-1)).toBe(order.at(-1));
    }
  });

  it.each([0, 1, 2])('go on with the others while replica %i is killed', async (killed) => {
    const others = replicas.all.filter((_, at) => at !== killed);
    const [gone] = replicas.all.slice(killed);
    const rotating = rotate(rotations, others);
    await gone?.installation.kill9();
    await rotating;
    const last = await rotate(1, others);
    await expect
      .poll(() => company.nodes.map(({ history }) => history.at(-1)), { timeout: 30_000 })
      .toEqual(company.nodes.map(() => last[0]));
    await gone?.installation.startAgain();
    await agreed('after a killed replica was back');
    await reported();
  });

  it('are right again after the database was killed', async () => {
    await rotate(2, replicas.all);
    await replicas.database.kill9();
    await expect(rotate(1, replicas.all)).rejects.toThrow(/\[unavailable\]/);
    await replicas.database.startAgain();
    await agreed('after the database was back');
    await rotate(3, replicas.all);
    await agreed('after changes with the database back');
    await reported();
  });

  it.each(['cut', 'stall', 'lose'] as const)(
    'are right again after two replicas could not reach the database (%s)',
    async (fault) => {
      const [first, second, third] = replicas.all;
      for (const { link } of [first, second]) link[fault]();
      const order = await rotate(5, [third]);
      // Replicas that see nothing give no sign of life for long: their nodes go to the one that does.
      if (fault === 'lose') await agreed('while two replicas can’t reach the database');
      for (const { link } of [first, second]) link.mend();
      await agreed(`after replicas could not reach the database (${fault})`);
      expect(company.nodes.map(({ history }) => history.at(-1))).toEqual(company.nodes.map(() => order.at(-1)));
      // What is asked first through a connection that was lost without a word is refused, and asked again.
      await rotate(6, fault === 'lose' ? [third] : replicas.all);
      await agreed(`after changes, with the database in reach again (${fault})`);
      await reported();
    },
    120_000,
  );
});
