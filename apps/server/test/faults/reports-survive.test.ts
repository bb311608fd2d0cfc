import { AcknowledgementStage, NodeService, RuntimeService } from '@certkeep/contracts/connect';
import { createTestCa, Seeded } from '@certkeep/testing';
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Credential } from '../running.js';
import { Administrator } from './administrator.js';
import { startFaultyMariadb, type FaultyDatabase } from './faulty-database.js';
import { Installation } from './installation.js';

const seed = Number(process.env['CERTKEEP_TEST_SEED'] ?? 6);
const kills = 3;
const nodeCount = 4;

describe.each(['sqlite', 'mariadb'] as const)(`what nodes report while the server is killed, on %s`, (kind) => {
  const seeded = new Seeded(seed);
  let database: FaultyDatabase | undefined;
  let installation: Installation;
  let credential: Credential;
  let nodes: readonly { readonly id: string; readonly token: string }[];

  beforeAll(async () => {
    database = kind === 'mariadb' ? await startFaultyMariadb() : undefined;
    installation = await Installation.start({
      CERTKEEP_KEY: randomBytes(32).toString('base64'),
      ...(database === undefined ? {} : { CERTKEEP_DATABASE_URL: database.url }),
    });
    credential = await installation.setUp();
    const leaf = await (await createTestCa()).issue({ commonName: 'reported' });
    const admin = new Administrator({ installation: () => installation, credential, nextLeaf: () => leaf });
    await admin.create(true);
    nodes = await Promise.all(Array.from({ length: nodeCount }, () => admin.register()));
  });
  afterAll(async () => {
    await installation.stop();
    await database?.stop();
  });

  /** Reports until the server is gone. @returns what Certkeep has answered to */
  const report = async (token: string, first: () => void): Promise<readonly string[]> => {
    const runtime = installation.client(RuntimeService, { token });
    const { result } = await runtime.fetchCertificate({});
    if (result.case !== 'certificate') throw new Error('no certificate came');
    const answered: string[] = [];
    for (;;) {
      const failureMessage = randomBytes(8).toString('hex');
      const { revision } = result.value;
      const request = { revision, stage: AcknowledgementStage.FAILED, failureMessage };
      try {
        await runtime.acknowledgeRevision(request);
      } catch {
        return answered;
      }
      answered.push(failureMessage);
      first();
    }
  };

  const kept = async (nodeId: string): Promise<readonly string[]> => {
    const { reports } = await installation.client(NodeService, credential).listNodeReports({ nodeId, pageSize: 1000 });
    return reports.map(({ failureMessage }) => failureMessage);
  };

  it.each(Array.from({ length: kills }, (_, at) => at + 1))(
    'is kept when it was answered, also after kill %i',
    async () => {
      const begun = Promise.withResolvers<undefined>();
      const reporting = nodes.map(({ token }) => {
        return report(token, () => {
          begun.resolve(undefined);
        });
      });
      await begun.promise;
      await pause(seeded.next() * 200);
      await installation.kill9();
      const answered = await Promise.all(reporting);
      await installation.startAgain();
      expect(answered.flat().length).toBeGreaterThan(0);
      for (const [at, { id }] of nodes.entries())
        expect(await kept(id)).toEqual(expect.arrayContaining([...(answered[at] ?? [])]));
    },
  );
});
