import { JwkAction, type Certificate } from '@certkeep/contracts/connect';
import { PlannedDeed, type Consent } from '../certificate/planned-deed.svelte.js';

/** Of certificates that are deleted together, those that JWKs are linked to: what becomes of the JWKs is chosen once. */
export class BulkJwks {
  /** Chosen for all of them; unspecified until somebody chose. */
  action = $state(JwkAction.UNSPECIFIED);
  private readonly plans: readonly { readonly certificate: Certificate; readonly deed: PlannedDeed }[];

  constructor(certificates: readonly Certificate[]) {
    this.plans = certificates
      .filter(({ dependents }) => (dependents?.jwks ?? 0) > 0)
      .map((certificate) => {
        const { id, name } = certificate;
        const deed = new PlannedDeed(
          () => name,
          () => ({ case: 'deleteCertificate', value: { id } }),
        );
        return { certificate, deed };
      });
  }

  /** Those that can be deleted, with their JWKs: the others are refused, and say why. */
  readonly asking = $derived.by(() => this.plans.filter(({ deed }) => deed.asksForJwks));
  readonly jwks = $derived.by(() => this.asking.flatMap(({ deed }) => deed.impact?.linkedJwks ?? []));
  readonly looking = $derived.by(() => this.plans.some(({ deed }) => deed.looking));
  readonly areNamesTyped = $derived.by(() => this.asking.every(({ deed }) => deed.isNameTyped));

  async look(): Promise<void> {
    await Promise.all(this.plans.map(({ deed }) => deed.look()));
  }

  /** What was consented to for one of them. */
  consentFor(certificate: Certificate): Consent {
    const deed = this.asking.find((plan) => plan.certificate.id === certificate.id)?.deed;
    return deed?.consent(this.action) ?? {};
  }
}
