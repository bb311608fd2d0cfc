import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coversHost } from './host-name.js';
import { impactOf, type DomainUse, type NodeUse, type ServingDefinition } from './impact.js';
import type { EnvironmentId } from './ids.js';

const environment = (name: string) => name as EnvironmentId;
const [dev, prod] = [environment('dev'), environment('prod')];

interface Given {
  readonly environments?: readonly EnvironmentId[];
  readonly version?: string;
  readonly hasKey?: boolean;
  readonly names?: readonly string[];
}
const definition = ({ environments = [], version = 'v1', hasKey = true, names = ['a.example'] }: Given = {}) => ({
  environmentIds: environments,
  versionId: version,
  hasKey,
  names: { dns: names, ip: [] },
});
const domain = (host = 'a.example', environmentId = prod): DomainUse => ({ id: host, host, environmentId });
const node = (environmentId: EnvironmentId | undefined = prod): NodeUse => ({ id: 'n', name: 'n', environmentId });

describe('whom a change reaches', () => {
  it.each<{
    what: string;
    before: readonly ServingDefinition[];
    after: readonly ServingDefinition[];
    domains: readonly boolean[];
    nodes: readonly boolean[];
    environments: readonly EnvironmentId[];
    missing: readonly string[];
  }>([
    {
      what: 'the same version: nobody',
      before: [definition()],
      after: [definition()],
      domains: [],
      nodes: [],
      environments: [],
      missing: [],
    },
    {
      what: 'a renewal: everybody, and nobody loses anything',
      before: [definition()],
      after: [definition({ version: 'v2' })],
      domains: [false],
      nodes: [false],
      environments: [],
      missing: [],
    },
    {
      what: 'a wildcard in place of the name covers it still',
      before: [definition({ names: ['a.example.org'] })],
      after: [definition({ version: 'v2', names: ['*.example.org'] })],
      domains: [false],
      nodes: [false],
      environments: [],
      missing: [],
    },
    {
      what: 'other names: the domain loses its cover, and the name is missing',
      before: [definition()],
      after: [definition({ version: 'v2', names: ['b.example'] })],
      domains: [true],
      nodes: [false],
      environments: [],
      missing: ['a.example'],
    },
    {
      what: 'a version without a key: the node has nothing to present, the domain nothing to be served with',
      before: [definition()],
      after: [definition({ version: 'v2', hasKey: false })],
      domains: [true],
      nodes: [true],
      environments: [],
      missing: [],
    },
    {
      what: 'a change of another environment’s definition: that truststore alone',
      before: [definition(), definition({ environments: [dev], version: 'd1' })],
      after: [definition(), definition({ environments: [dev], version: 'd2' })],
      domains: [],
      nodes: [],
      environments: [dev],
      missing: [],
    },
    {
      what: 'the environment’s definition goes, and the default one takes over',
      before: [definition(), definition({ environments: [prod], version: 'p1' })],
      after: [definition()],
      domains: [false],
      nodes: [false],
      environments: [prod],
      missing: [],
    },
    {
      what: 'everything goes',
      before: [definition({ environments: [prod] })],
      after: [],
      domains: [true],
      nodes: [true],
      environments: [prod],
      missing: ['a.example'],
    },
    {
      what: 'a domain that was not covered before loses nothing',
      before: [definition({ names: ['b.example'] })],
      after: [definition({ version: 'v2', names: ['c.example'] })],
      domains: [false],
      nodes: [false],
      environments: [],
      missing: ['b.example'],
    },
  ])('$what', ({ before, after, domains, nodes, environments, missing }) => {
    const host = before.some(({ names }) => names.dns.includes('a.example.org')) ? 'a.example.org' : 'a.example';
    const impact = impactOf(before, after, { domains: [domain(host)], nodes: [node()] });
    expect(impact.domains.map(({ uncovered }) => uncovered)).toEqual(domains);
    expect(impact.nodes.map(({ leftWithout }) => leftWithout)).toEqual(nodes);
    expect(impact.environmentIds).toEqual(environments);
    expect(impact.missingNames).toEqual(missing);
  });

  it('a missing name is one that was covered and is not, and no other', () => {
    const names = fc.array(fc.constantFrom('a.x.org', 'b.x.org', '*.x.org', 'x.org', 'a.b.x.org'), { maxLength: 4 });
    fc.assert(
      fc.property(names, names, (old, fresh) => {
        const { missingNames } = impactOf([definition({ names: old })], [definition({ version: 'v2', names: fresh })], {
          domains: [],
          nodes: [],
        });
        for (const host of ['a.x.org', 'b.x.org', 'c.x.org', 'x.org', 'a.b.x.org']) {
          const was = coversHost({ dns: old, ip: [] }, host);
          const is = coversHost({ dns: fresh, ip: [] }, host);
          if (was && !is) expect(missingNames.length).toBeGreaterThan(0);
        }
        for (const name of missingNames) expect(old).toContain(name);
        if (old.every((name) => fresh.includes(name))) expect(missingNames).toEqual([]);
      }),
    );
  });
});
