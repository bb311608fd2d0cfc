import { certificates } from '../../client/clients.js';
import { Availability } from './availability.svelte.js';
import { Material } from './material.svelte.js';
import { materialInput } from './material-input.js';
import { RequestDraft } from './request-draft.svelte.js';

/** A certificate on its way in: what it is called, what it is made of, where it goes. */
export class Draft {
  name = $state('');
  description = $state('');
  primary = $state(false);
  alias = $state('');
  environmentIds = $state<string[]>([]);
  readonly material = new Material();
  readonly requested = new RequestDraft();
  readonly nameAvailability = new Availability(async () => {
    const { nameProblem } = await certificates.checkAvailability({ name: this.name });
    return nameProblem?.message;
  });
  readonly aliasAvailability = new Availability(async () => {
    const { usedAlias: alias, environmentIds } = this;
    const { aliasProblem } = await certificates.checkAvailability({ alias, environmentIds });
    return aliasProblem?.message;
  });

  readonly isRequest = $derived(this.material.source === 'request');
  /** The pending signing request that the material answers. */
  readonly answers = $derived(this.material.inspection?.signingRequest);
  /** It becomes the next version of what is there: nothing else is to be said of it. */
  readonly isRenewal = $derived(this.answers !== undefined && this.answers.certificateId !== '');
  readonly suggestedName = $derived(
    this.isRequest ? this.requested.suggestedName : (this.material.inspection?.suggestedName ?? ''),
  );
  /** The name that it gets; empty while nothing says which. */
  readonly usedName = $derived(this.name.trim() || this.suggestedName);
  /** Its key came along, or waits here. */
  readonly hasKey = $derived(this.material.inspection?.privateKey !== undefined || this.answers !== undefined);
  /** Saved, it goes to environments, or to the nodes that follow the primary one. */
  readonly isDeployed = $derived(this.environmentIds.length > 0 || (this.primary && this.hasKey));
  readonly usedAlias = $derived(this.alias.trim() || this.usedName);

  /** Why it can't be saved yet, for people; undefined as soon as it can. */
  readonly obstacle = $derived.by(() => {
    const { isGiven, source, inspecting, failure, inspection } = this.material;
    if (source === 'request') {
      return this.requested.isNamed ? undefined : 'Enter a common name, a DNS name or an IP address.';
    }
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

  /** What is sent to ask for it. */
  signingRequest() {
    return { name: this.name, subject: this.requested.subject() };
  }

  /** What is sent to complete the signing request that it answers. */
  async completion() {
    return { id: this.answers?.id ?? '', material: await materialInput(this.material) };
  }

  /** What is sent to create it. */
  async request() {
    const { name, description, alias, environmentIds, primary, material } = this;
    return {
      name,
      description,
      material: await materialInput(material),
      primary: primary && this.hasKey,
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
