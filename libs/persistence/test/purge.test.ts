import {
  createCertificate,
  createSigningRequest,
  deleteCertificate,
  deleteEnvironment,
  purgeDeleted,
  undeleteCertificate,
  updateNode,
  type Call,
  type Certificate,
  type CompanyView,
  type Store,
} from '@certkeep/application';
import type { CompanyId } from '@certkeep/domain';
import { describeOnEachDatabase, type IssuedCertificate } from '@certkeep/testing';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { Lifecycle, pasted, still } from './shaking/lifecycle.js';
import { expectAllHolds } from './shaking/what-holds.js';

const month = 30 * 24 * 60 * 60 * 1000;
type Row = Record<string, unknown>;

const origin = { traceId: 'test', sourceAddress: '' };

describeOnEachDatabase('what was deleted', (kind) => {
  const opened: Lifecycle[] = [];
  let life: Lifecycle;
  let call: Call;
  beforeEach(async () => {
    life = await Lifecycle.on(kind);
    opened.push(life);
    call = await life.company();
  });
  afterAll(async () => {
    for (const one of opened) await one.close();
  });

  const create = async (name: string, issued: IssuedCertificate, more: object = {}) => {
    const input = { name, description: '', labels: { team: name }, alias: `${name} alias`, environmentIds: [] };
    const rest = { material: pasted(issued), allowExpired: false, primary: false, validateOnly: false };
    return (await createCertificate(life.first)(call, { ...input, ...rest, ...more }, still)).certificate;
  };
  const remove = ({ id, name }: Certificate) => {
    const cascade = { jwkAction: undefined, confirmName: name, planToken: '' };
    return deleteCertificate(life.first)(call, { id, etag: '', acknowledgeNodes: true, cascade, validateOnly: false });
  };
  const purge = (store: Store = life.first.store) => purgeDeleted({ ...life.first, store })(origin);
  const rows = async (table: string) => {
    const sql = `SELECT * FROM ${table} WHERE company_id = ? ORDER BY 1, 2`;
    return life.first.database.reader.query<Row[]>(sql, [call.caller.company]);
  };
  const tables = ['certificates', 'definitions', 'versions', 'environment_assignments'] as const;
  const idsOf = (all: readonly (readonly Row[])[]) => all.map((rowsOfTable) => rowsOfTable.map(({ id }) => id));
  const everything = () => Promise.all(tables.map(rows));
  const purgeEvents = async () => (await rows('audit_events')).filter(({ action }) => action === 'certificate.purge');

  it('is there for 30 days to the millisecond, and then gone with its versions and keys, and nothing else', async () => {
    const environment = await life.environment(call, 'Production');
    const issued = await life.issue('goes');
    await create('stays', await life.issue('stays'));
    const later = await create('later', await life.issue('later'));
    const before = await everything();
    const goes = await create('goes', issued, { environmentIds: [environment], primary: true });
    const node = await life.node(call, 'chose it');
    await updateNode(life.first)(call, { id: node, etag: '', edit: { chosenCertificateId: goes.id } });
    await remove(goes);
    life.clock.advance(1);
    await remove(later);
    life.clock.advance(month - 2);
    expect(await purge()).toBe(0);
    expect(await rows('certificates')).toHaveLength(3);
    life.clock.advance(1);
    expect(await purge()).toBe(1);
    expect(idsOf(await everything())).toEqual(idsOf(before));
    expect(await purgeEvents()).toMatchObject([{ target_id: goes.id, target_name: 'goes' }]);
    await expectAllHolds(life.first.database, call.caller.company);
    // Name, alias and material are free.
    await create('goes', issued, { environmentIds: [environment] });
  });

  it('takes the key of a pending renewal with it, and leaves the request as cancelled', async () => {
    const certificate = await create('renewed', await life.issue('renewed', ['renewed.example']));
    const [definition] = certificate.definitions;
    const subject = { subject: '', dnsNames: [], ipAddresses: [], keyType: undefined };
    const input = { definitionId: definition?.id, name: '', subject, sameKey: false };
    const { id } = await createSigningRequest(life.first)(call, input);
    await remove(certificate);
    life.clock.advance(month);
    expect(await purge()).toBe(1);
    expect(await rows('signing_requests')).toMatchObject([{ id, state: 'CANCELLED', sealed_key: null }]);
    expect(await rows('versions')).toEqual([]);
  });

  it('goes although its environment went before it', async () => {
    const environment = await life.environment(call, 'Short-lived');
    await remove(await create('placed', await life.issue('placed'), { environmentIds: [environment] }));
    await deleteEnvironment(life.first)(call, { id: environment, etag: '', validateOnly: false });
    life.clock.advance(month);
    expect(await purge()).toBe(1);
    await expectAllHolds(life.first.database, call.caller.company);
  });

  it('stays when it was restored and deleted again while the purge went on, and no purge is told of', async () => {
    const again = await create('again', await life.issue('again'));
    const back = await create('back', await life.issue('back'));
    await remove(again);
    await remove(back);
    life.clock.advance(month);
    const { store } = life.first;
    const meanwhile: Store = {
      snapshot: (of, work) => store.snapshot(of, work),
      change: (of, work) => store.change(of, work),
      view: (company: CompanyId): CompanyView => {
        const view = store.view(company);
        const listDeletedUntil = async (time: Date) => {
          const found = await view.certificates.listDeletedUntil(time);
          for (const { id } of [again, back]) await undeleteCertificate(life.first)(call, { id, newName: '' });
          await remove(again);
          return found;
        };
        return {
          ...view,
          certificates: Object.assign(Object.create(view.certificates) as object, {
            listDeletedUntil,
          }) as CompanyView['certificates'],
        };
      },
    };
    expect(await purge(meanwhile)).toBe(0);
    expect(await purgeEvents()).toEqual([]);
    expect(await store.view(call.caller.company).certificates.findDeleted(again.id)).toBeDefined();
    expect(await store.view(call.caller.company).certificates.find(back.id)).toBeDefined();
  });
});
