import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameKey } from './name-key.js';
import { TrustedCaPlanner, type IncomingCa, type KnownCa } from './trusted-ca-plan.js';

const ca = (id: string, alias: string, more: Partial<KnownCa> = {}): KnownCa => ({
  id,
  alias,
  sha256: `sha-${id}`,
  subject: `CN=${id}`,
  spkiSha256: `key-${id}`,
  ...more,
});
const incoming = (of: KnownCa, alias?: string): IncomingCa => ({ ...of, alias, fallbackAlias: of.subject });
const nothingTaken = () => false;

describe('a CA that comes in', () => {
  it('is added under its alias, or under the one that it gets', () => {
    const planner = new TrustedCaPlanner([], nothingTaken);
    expect(planner.plan(incoming(ca('1', 'x'), 'Root'), '1')).toEqual({ outcome: 'ADDED', id: '1', alias: 'Root' });
    expect(planner.plan(incoming(ca('2', 'x')), '2')).toEqual({ outcome: 'ADDED', id: '2', alias: 'CN=2' });
  });

  it('is left as it is when it is known, whatever case its alias has', () => {
    const planner = new TrustedCaPlanner([ca('1', 'root')], nothingTaken);
    expect(planner.plan(incoming(ca('1', 'root')), 'n')).toEqual({ outcome: 'UNCHANGED', id: '1' });
    expect(planner.plan(incoming(ca('1', 'root'), 'root'), 'n')).toEqual({ outcome: 'UNCHANGED', id: '1' });
  });

  it('takes the alias that it comes with, unless another has it', () => {
    const planner = new TrustedCaPlanner([ca('1', 'one'), ca('2', 'two')], (key) => key === 'assigned');
    const renamed = { outcome: 'UPDATED', id: '1', alias: 'uno', replacesCertificate: false };
    expect(planner.plan(incoming(ca('1', 'one'), 'uno'), 'n')).toEqual(renamed);
    expect(planner.plan(incoming(ca('1', 'uno'), 'TWO'), 'n')).toEqual({ outcome: 'UNCHANGED', id: '1' });
    expect(planner.plan(incoming(ca('1', 'uno'), 'Assigned'), 'n')).toEqual({ outcome: 'UNCHANGED', id: '1' });
  });

  it('takes the place of the one with its alias when it has the same subject and key', () => {
    const planner = new TrustedCaPlanner([ca('1', 'root')], nothingTaken);
    const renewal = ca('1', 'root', { sha256: 'renewed' });
    const replaced = { outcome: 'UPDATED', id: '1', alias: 'root', replacesCertificate: true };
    expect(planner.plan(incoming(renewal, 'ROOT'), 'n')).toEqual(replaced);
    expect(planner.plan(incoming(renewal, 'root'), 'n')).toEqual({ outcome: 'UNCHANGED', id: '1' });
  });

  it('stands beside the one with its alias when it has another key, so that nothing loses trust by a name', () => {
    const planner = new TrustedCaPlanner([ca('1', 'root')], nothingTaken);
    const other = ca('2', 'root', { subject: 'CN=1' });
    expect(planner.plan(incoming(other, 'Root'), '2')).toEqual({ outcome: 'ADDED', id: '2', alias: 'Root 2' });
  });

  it('never doubles an alias or a certificate, whatever comes in which order', () => {
    const one = fc.record({
      key: fc.nat(6),
      alias: fc.option(fc.constantFrom('a', 'A', 'b', 'a 2'), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 30 }), (entries) => {
        const planner = new TrustedCaPlanner([], (key) => key === 'b');
        const stored = new Map<string, { alias: string; sha256: string }>();
        for (const [index, { key, alias }] of entries.entries()) {
          const of = ca(`${key}`, '');
          const plan = planner.plan(incoming(of, alias), `id-${index}`);
          if (plan.outcome === 'UNCHANGED') continue;
          stored.set(plan.id, { alias: plan.alias, sha256: of.sha256 });
        }
        const rows = [...stored.values()];
        expect(new Set(rows.map((row) => nameKey(row.alias))).size).toBe(rows.length);
        expect(new Set(rows.map((row) => row.sha256)).size).toBe(rows.length);
        expect(rows.every((row) => nameKey(row.alias) !== 'b')).toBe(true);
      }),
    );
  });
});
