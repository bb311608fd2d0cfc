import {
  createJwk,
  deleteJwk,
  disconnectJwk,
  etagOf,
  kidKinds,
  updateJwk,
  type Call,
  type Jwk,
  type JwkSettings,
} from '@certkeep/application';
import type { EnvironmentId } from '@certkeep/domain';
import type { Do, Writer } from './deeds.js';
import type { Replica } from './lifecycle.js';
import type { Seeded } from './seeded.js';

const names = ['Signing', 'signing', 'Tokens', 'Sessions', 'Webhooks', 'Partners', 'Mail', 'Audit'];
const typedKids = ['kid one', 'kid two', 'kid three'];

/** What writers do to JWKs: what they have read of them may no longer hold. */
export const jwkDeeds: readonly Do[] = [
  async ({ replica, call, random, environments }, { definition }) => {
    const input = { definitionId: definition.id, isPrivate: random.next() < 0.6, validateOnly: random.next() < 0.1 };
    await createJwk(replica)(call, { ...input, settings: settings(random, environments) });
    return undefined;
  },
  async (writer) => {
    const { replica, call, random, environments } = writer;
    const jwk = await anyJwk(writer);
    if (jwk === undefined) return undefined;
    const { name, kid, kidKind, environmentIds } = settings(random, environments);
    const edits: readonly Partial<JwkSettings>[] = [
      { name },
      kidKind === 'TYPED' ? { kidKind, kid } : { kidKind },
      { environmentIds },
      { use: random.among(['sig', 'enc'] as const) },
    ];
    await updateJwk(replica)(call, { id: jwk.id, etag: etagFor(jwk, random), edit: random.among(edits) });
    return undefined;
  },
  async (writer) => {
    const jwk = await anyJwk(writer);
    if (jwk !== undefined) {
      await disconnectJwk(writer.replica)(writer.call, { id: jwk.id, etag: etagFor(jwk, writer.random) });
    }
    return undefined;
  },
  async (writer) => {
    const jwk = await anyJwk(writer);
    if (jwk !== undefined) {
      const validateOnly = writer.random.next() < 0.2;
      await deleteJwk(writer.replica)(writer.call, { id: jwk.id, etag: etagFor(jwk, writer.random), validateOnly });
    }
    return undefined;
  },
];

/** All of a company's JWKs. */
export async function everyJwk({ store, clock }: Replica, call: Call): Promise<readonly Jwk[]> {
  const filter = { search: '', certificateId: undefined, definitionId: undefined, isConnected: undefined };
  const { rows } = await store.view(call.caller.company).jwks.list({
    filter: { ...filter, sources: [], statuses: [], expiresInDays: undefined },
    at: clock.now(),
    orderBy: 'name',
    descending: false,
    page: { size: 100 },
  });
  return rows;
}

async function anyJwk({ replica, call, random }: Writer): Promise<Jwk | undefined> {
  const all = await everyJwk(replica, call);
  return all.length === 0 ? undefined : random.among(all);
}

function etagFor({ version }: Jwk, random: Seeded): string {
  return random.next() < 0.6 ? etagOf(version) : '';
}

function settings(random: Seeded, environments: readonly EnvironmentId[]): JwkSettings {
  return {
    name: random.among(names),
    description: '',
    kidKind: random.among(kidKinds),
    kid: random.among(typedKids),
    use: random.next() < 0.8 ? 'sig' : 'enc',
    algorithm: '',
    operations: [],
    environmentIds: environments.filter(() => random.next() < 0.3),
  };
}
