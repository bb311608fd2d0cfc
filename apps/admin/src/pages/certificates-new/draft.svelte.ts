import { certificates } from '../../client/clients.js';
import { Availability } from './availability.svelte.js';
import { Material } from './material.svelte.js';
import { materialInput } from './material-input.js';

/** A certificate on its way in: what it is called, what it is made of, where it goes. */
export class Draft {
  name = $state('');
  description = $state('');
  primary = $state(false);
  alias = $state('');
  environmentIds = $state<string[]>([]);
  readonly material = new Material();
  readonly nameAvailability = new Availability(async () => {
    const { nameProblem } = await certificates.checkAvailability({ name: this.name });
    return nameProblem?.message;
  });
  readonly aliasAvailability = new Availability(async () => {
    const { usedAlias: alias, environmentIds } = this;
    const { aliasProblem } = await certificates.checkAvailability({ alias, environmentIds });
    return aliasProblem?.message;
  });

  /** The name that it gets; empty while nothing says which. */
  readonly usedName = $derived(this.name.trim() || (this.material.inspection?.suggestedName ?? ''));
  readonly usedAlias = $derived(this.alias.trim() || this.usedName);

  /** Why it can't be saved yet, for people; undefined as soon as it can. */
  readonly obstacle = $derived.by(() => {
    const { isGiven, source, inspecting, failure, inspection } = this.material;
    if (!isGiven) return source === 'server' ? 'Fetch the certificate to save it.' : 'Add a certificate to save.';
    if (inspecting) return 'A moment, it is being looked at.';
    if (failure?.reason.startsWith('PASSPHRASE_')) return 'Enter the passphrase that opens it.';
    if (inspection === undefined) return 'What was added can’t be saved: see what is wrong with it.';
    if (inspection.sameCertificate !== undefined) return 'It is already here.';
    return inspection.problems.length > 0 ? 'See what stands in the way of it.' : undefined;
  });

  checkNameSoon(): void {
    this.nameAvailability.checkSoon(this.name.trim() !== '');
  }

  checkAliasSoon(): void {
    this.aliasAvailability.checkSoon(this.usedAlias !== '' && this.environmentIds.length > 0);
  }

  /** What is sent to create it. */
  async request() {
    const { name, description, alias, environmentIds, primary, material } = this;
    return {
      name,
      description,
      material: await materialInput(material),
      primary: primary && material.inspection?.privateKey !== undefined,
      environmentIds,
      alias,
    };
  }

  /** Nothing is asked any more, and no secret stays. */
  forget(): void {
    this.nameAvailability.checkSoon(false);
    this.aliasAvailability.checkSoon(false);
    this.material.forget();
  }
}
