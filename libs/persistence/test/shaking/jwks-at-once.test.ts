import {
  createJwk,
  deleteCertificate,
  deleteDefinition,
  replaceCertificate,
  replaceMaterial,
  rollbackMaterial,
  updateDefinition,
  type Call,
  type Certificate,
  type CreateJwkInput,
} from '@certkeep/application';
import { DomainError, type JwkAction } from '@certkeep/domain';
import { describeOnEachDatabase } from '@certkeep/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyJwk } from './jwk-deeds.js';
import { expectJwksHold } from './jwks-hold.js';
import { Lifecycle, noForce, still, unaware, type Replica } from './lifecycle.js';
import { Seeded } from './seeded.js';
import { expectAllHolds } from './what-holds.js';

const seed = 20_270_202;
const pairs = [...Array(4).keys()];

/** What a deed is done to. */
interface Scene {
  readonly life: Lifecycle;
  readonly replica: Replica;
  readonly call: Call;
  /** Its definition has two versions; the second is current. */
  readonly certificate: Certificate;
  readonly other: Certificate;
  readonly cascade: { readonly jwkAction: JwkAction | undefined; readonly confirmName: string; readonly planToken: '' };
}

interface Deed {
  readonly name: string;
  readonly goesOn: JwkAction;
  readonly run: (scene: Scene) => Promise<unknown>;
}

const definitionOf = ({ definitions: [first] }: Certificate) => {
  if (first === undefined) throw new TypeError('a certificate has a definition');
  return first.id;
};
const rest = { etag: '', validateOnly: false } as const;

const deeds: readonly Deed[] = [
  {
    name: 'replaced',
    goesOn: 'UPDATE',
    run: async ({ life, replica, call, certificate, cascade }) => {
      const material = await life.material();
      const input = { definitionId: definitionOf(certificate), material, allowExpired: false, force: noForce };
      return replaceMaterial(replica)(call, { ...rest, ...input, cascade }, still);
    },
  },
  {
    name: 'rolled back',
    goesOn: 'UPDATE',
    run: ({ replica, call, certificate, cascade }) => {
      const input = { definitionId: definitionOf(certificate), versionNumber: 1, force: noForce };
      return rollbackMaterial(replica)(call, { ...rest, ...input, cascade });
    },
  },
  {
    name: 'replaced by another',
    goesOn: 'UPDATE',
    run: ({ replica, call, certificate: { id }, other, cascade }) =>
      replaceCertificate(replica)(call, { ...rest, id, replacementId: other.id, cascade }),
  },
  {
    name: 'moved to another environment',
    goesOn: 'UPDATE',
    run: async ({ life, replica, call, certificate, cascade }) => {
      const environment = await life.environment(call, `for ${certificate.name}`);
      const edit = { alias: certificate.name, environmentIds: [environment] };
      return updateDefinition(replica)(call, { id: definitionOf(certificate), etag: '', edit, cascade });
    },
  },
  {
    name: 'deleted',
    goesOn: 'DELETE',
    run: ({ replica, call, certificate: { id }, cascade }) =>
      deleteCertificate(replica)(call, { ...rest, id, acknowledgeNodes: false, cascade }),
  },
];

/** The reason of a refusal; undefined: it was done. */
async function refusal(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error.reason;
    throw error;
  }
}

describeOnEachDatabase(`a JWK made at the same time, with statements shaken by seed ${seed},`, (kind) => {
  let life: Lifecycle;
  beforeAll(async () => {
    life = await Lifecycle.on(kind, new Seeded(seed));
  });
  afterAll(() => life.close());

  const makeJwk = (replica: Replica, call: Call, certificate: Certificate) => {
    const kept = { name: certificate.name, description: '', kid: '', kidKind: 'THUMBPRINT', use: 'sig' } as const;
    const input: CreateJwkInput = {
      definitionId: definitionOf(certificate),
      settings: { ...kept, algorithm: '', operations: [], environmentIds: [] },
      isPrivate: true,
      validateOnly: false,
    };
    return createJwk(replica)(call, input);
  };

  const prepare = async (call: Call, name: string): Promise<Certificate> => {
    const made = await life.create(call, name);
    const material = await life.material();
    const input = { definitionId: definitionOf(made), etag: '', material, allowExpired: false, force: noForce };
    return (await replaceMaterial(life.first)(call, { ...unaware, ...input }, still)).certificate;
  };

  describe.each(deeds)('as its certificate is $name', ({ goesOn, run }) => {
    it.each([goesOn, 'DISCONNECT', undefined] as const)(
      'ends whole, or is refused, where %s is chosen',
      async (action) => {
        const call = await life.company();
        const scenes = await Promise.all(
          pairs.map(async (pair): Promise<Scene> => {
            const certificate = await prepare(call, `contended ${pair}`);
            const cascade = { jwkAction: action, confirmName: certificate.name, planToken: '' } as const;
            const other = await life.create(call, `successor ${pair}`);
            return { life, replica: life.replica(pair), call, certificate, other, cascade };
          }),
        );
        const endings = await Promise.all(
          scenes.map(async (scene, pair) => {
            const [deed, making] = await Promise.all([
              refusal(run(scene)),
              refusal(makeJwk(life.replica(pair + 1), call, scene.certificate)),
            ]);
            return { deed, making };
          }),
        );
        for (const { deed, making } of endings) {
          // Whoever came first, the other saw it: the deed asks about a JWK that is there, a JWK is made of what is there.
          expect([undefined, 'JWK_CHOICE_REQUIRED']).toContain(deed);
          expect([undefined, 'NOT_FOUND']).toContain(making);
          if (action !== undefined) expect(deed).toBeUndefined();
          if (deed !== undefined) expect(making).toBeUndefined();
        }
        const made = endings.filter(({ making }) => making === undefined).length;
        const left = await everyJwk(life.first, call);
        if (action === 'DELETE') expect(left.filter(({ link }) => link !== undefined)).toEqual([]);
        else expect(left).toHaveLength(made);
        await expectAllHolds(life.first.database, call.caller.company);
        await expectJwksHold(life.first, call.caller.company);
      },
    );
  });

  it('as its definition is deleted is gone, cut off or refused', async () => {
    const call = await life.company();
    const environment = await life.environment(call, 'One');
    const certificate = await life.create(call, 'two definitions', { environmentIds: [environment] });
    const outcomes = await Promise.all([
      refusal(makeJwk(life.replica(0), call, certificate)),
      refusal(
        deleteDefinition(life.replica(1))(call, {
          ...rest,
          id: definitionOf(certificate),
          acknowledgeNodes: false,
          cascade: { jwkAction: 'DISCONNECT', confirmName: certificate.name, planToken: '' },
        }),
      ),
    ]);
    // The only definition stays with its certificate: the deletion is what is refused, whoever was first.
    expect(outcomes).toEqual([undefined, 'FIELD_INVALID']);
    await expectJwksHold(life.first, call.caller.company);
  });
});
