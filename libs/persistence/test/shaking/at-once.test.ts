import {
  deleteCertificate,
  etagOf,
  replaceMaterial,
  setPrimary,
  updateCertificate,
  type Certificate,
} from '@certkeep/application';
import { DomainError, type CertificateId, type CustomDomainId } from '@certkeep/domain';
import { describeOnEachDatabase, Seeded } from '@certkeep/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Lifecycle, noForce, still, unaware, type Replica } from './lifecycle.js';
import { expectAllHolds } from './what-holds.js';

const seed = 20_270_101;
const writers = [...Array(32).keys()];

/** The reason of each refusal, or what was answered. */
async function outcomes<Answer>(calls: readonly Promise<Answer>[]): Promise<(Answer | string)[]> {
  const settled = await Promise.allSettled(calls);
  return settled.map((one) => {
    if (one.status === 'fulfilled') return one.value;
    if (one.reason instanceof DomainError) return one.reason.reason;
    throw one.reason;
  });
}

const definitionOf = ({ definitions: [first] }: Certificate) => {
  if (first === undefined) throw new TypeError('a certificate has a definition');
  return first.id;
};

describeOnEachDatabase(`32 writers at once, with statements shaken by seed ${seed},`, (kind) => {
  let life: Lifecycle;
  beforeAll(async () => {
    life = await Lifecycle.on(kind, new Seeded(seed));
  });
  afterAll(() => life.close());

  it('who all want another primary leave one', async () => {
    const call = await life.company();
    const made = await Promise.all([0, 1, 2, 3].map((number) => life.create(call, `primary ${number}`)));
    const wanted = writers.map((writer) => made[writer % made.length]?.id ?? ('' as CertificateId));
    const answers = await outcomes(
      wanted.map((id, writer) => setPrimary(life.replica(writer))(call, { id, etag: '' })),
    );
    expect(answers.every((answer) => typeof answer !== 'string' && answer.primary)).toBe(true);
    expect(await life.first.store.view(call.caller.company).certificates.findPrimary()).toBeDefined();
    await expectAllHolds(life.first.database, call.caller.company);
  });

  it('who read the same etag change the certificate once', async () => {
    const call = await life.company();
    const { id, version } = await life.create(call, 'read by all');
    const answers = await outcomes(
      writers.map((writer) =>
        updateCertificate(life.replica(writer))(call, {
          id,
          etag: etagOf(version),
          edit: { description: `of writer ${writer}` },
        }),
      ),
    );
    const [kept, ...others] = answers.filter((answer) => typeof answer !== 'string');
    expect(others).toEqual([]);
    expect(answers.filter((answer) => answer === 'ETAG_MISMATCH')).toHaveLength(writers.length - 1);
    const after = await life.first.store.view(call.caller.company).certificates.find(id);
    expect([after?.description, after?.version]).toEqual([kept?.description, version + 1]);
    await expectAllHolds(life.first.database, call.caller.company);
  });

  const replaceBy = async (certificate: Certificate, call: Parameters<Lifecycle['create']>[0], etag: string) => {
    const materials = await Promise.all(writers.map(() => life.material()));
    const one = (replica: Replica, material: (typeof materials)[number]) =>
      replaceMaterial(replica)(
        call,
        { ...unaware, definitionId: definitionOf(certificate), etag, material, allowExpired: false, force: noForce },
        still,
      );
    return outcomes(materials.map((material, writer) => one(life.replica(writer), material)));
  };

  it('who replace one definition’s material make versions in order', async () => {
    const call = await life.company();
    const certificate = await life.create(call, 'in order');
    const answers = await replaceBy(certificate, call, '');
    expect(answers.filter((answer) => typeof answer === 'string')).toEqual([]);
    const numbers = answers.map((answer) =>
      typeof answer === 'string' ? answer : answer.certificate.definitions[0]?.current.number,
    );
    expect(numbers.sort((a, b) => Number(a) - Number(b))).toEqual(writers.map((writer) => writer + 2));
    await expectAllHolds(life.first.database, call.caller.company);
  });

  it('who replace the version that they all have read make one', async () => {
    const call = await life.company();
    const certificate = await life.create(call, 'one wins');
    const answers = await replaceBy(certificate, call, etagOf(certificate.version));
    expect(answers.filter((answer) => answer === 'ETAG_MISMATCH')).toHaveLength(writers.length - 1);
    await expectAllHolds(life.first.database, call.caller.company);
  });

  it('who delete certificates and assign domains to them leave no domain behind', async () => {
    const call = await life.company();
    const environment = await life.environment(call, 'Production');
    const pairs = await Promise.all(
      writers.slice(0, writers.length / 2).map(async (number) => ({
        certificate: await life.create(call, `contended ${number}`),
        domain: await life.domain(call, environment, `host-${number}.shaken.example`),
      })),
    );
    const assign = (replica: Replica, domain: CustomDomainId, certificate: CertificateId) =>
      replica.store.change(call, async ({ certificates, customDomains, audit }) => {
        if ((await certificates.find(certificate)) === undefined) throw new DomainError('NOT_FOUND', 'It is gone.');
        await customDomains.assign([domain], certificate);
        await audit.record('custom_domain.assign', { type: 'custom_domain', id: domain, name: domain });
      });
    const answers = await outcomes(
      pairs.flatMap(({ certificate: { id }, domain }, writer) => [
        deleteCertificate(life.replica(writer))(call, { ...unaware, id, etag: '', acknowledgeNodes: false }),
        assign(life.replica(writer + 1), domain, id),
      ]),
    );
    // Of each pair one was first, and the other was refused for it.
    for (const index of pairs.keys()) {
      expect([answers[2 * index], answers[2 * index + 1]].filter((answer) => answer !== undefined)).toEqual([
        expect.stringMatching(/^(CERTIFICATE_IN_USE|NOT_FOUND)$/),
      ]);
    }
    await expectAllHolds(life.first.database, call.caller.company);
  });

  it('who send one call again and again, all at once, do it once and hear the same', async () => {
    const call = { ...(await life.company()), idempotencyKey: 'the same' };
    const { idempotencyKey, ...unrepeated } = call;
    expect(idempotencyKey).toBe('the same');
    const certificate = await life.create(unrepeated, 'repeated');
    const material = await life.material();
    const input = {
      ...unaware,
      definitionId: definitionOf(certificate),
      etag: '',
      allowExpired: false,
      force: noForce,
    };
    const answers = await outcomes(
      writers.map((writer) => replaceMaterial(life.replica(writer))(call, { ...input, material }, still)),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ certificate: { definitions: [{ current: { number: 2 } }] } });
    await expectAllHolds(life.first.database, call.caller.company);
  });
});
