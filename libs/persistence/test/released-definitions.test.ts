import {
  createDefinition,
  replaceCertificate,
  updateDefinition,
  type Call,
  type Certificate,
  type Definition,
} from '@certkeep/application';
import { definitionFor } from '@certkeep/domain';
import { describeOnEachDatabase } from '@certkeep/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Lifecycle, still, unaware } from './shaking/lifecycle.js';
import { expectAllHolds } from './shaking/what-holds.js';

describeOnEachDatabase(
  'a certificate that another replaced, with definitions of environments that went there,',
  (kind) => {
    let life: Lifecycle;
    beforeAll(async () => {
      life = await Lifecycle.on(kind);
    });
    afterAll(() => life.close());

    /** Ids come at random: often enough, one of the released definitions has the first. */
    const replaced = async (call: Call): Promise<{ certificate: Certificate; first: Definition }> => {
      const environments = await Promise.all(
        ['One', 'Two', 'Three', 'Four', 'Five'].map((name) => life.environment(call, name)),
      );
      const { id, name, definitions } = await life.create(call, 'was replaced');
      const [first] = definitions;
      if (first === undefined) throw new TypeError('a certificate has a definition');
      for (const [index, environment] of environments.entries()) {
        const input = {
          certificateId: id,
          alias: `alias ${index}`,
          environmentIds: [environment],
          allowExpired: false,
        };
        const material = await life.material();
        await createDefinition(life.first)(call, { ...input, material, validateOnly: false }, still);
      }
      const other = await life.create(call, 'replaces', { environmentIds: [...environments] });
      const cascade = { jwkAction: undefined, confirmName: name, planToken: '' };
      const input = { ...unaware, id, replacementId: other.id, etag: '', cascade };
      return { certificate: (await replaceCertificate(life.first)(call, input)).certificate, first };
    };

    it('serves its default definition as before', async () => {
      const call = await life.company();
      const { certificate, first } = await replaced(call);
      expect(certificate.definitions).toHaveLength(6);
      expect(definitionFor(certificate.definitions, undefined)?.id).toBe(first.id);
      await expectAllHolds(life.first.database, call.caller.company);
    });

    it('lets each of them have another alias, and environments again', async () => {
      const call = await life.company();
      const { certificate, first } = await replaced(call);
      const again = await life.environment(call, 'Again');
      for (const [index, { id }] of certificate.definitions.entries()) {
        const edit = { alias: `renamed ${index}` };
        const { definition } = await updateDefinition(life.first)(call, { ...unaware, id, etag: '', edit });
        expect(definition.alias).toBe(edit.alias);
      }
      const released = certificate.definitions.find(({ id }) => id !== first.id);
      if (released === undefined) throw new TypeError('there are six');
      const edit = { environmentIds: [again] };
      const moved = await updateDefinition(life.first)(call, { ...unaware, id: released.id, etag: '', edit });
      expect(moved.definition.environmentIds).toEqual([again]);
      expect(definitionFor(moved.certificate.definitions, undefined)?.id).toBe(first.id);
    });
  },
);
