import type { Impact } from '@certkeep/contracts/connect';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { CascadeChoiceSchema, PreviewImpactRequestSchema } from '@certkeep/contracts/connect';
import { certificates } from '../../client/clients.js';
import { failureOf, type Failure } from '../../client/rpc-error.js';

export type Deed = NonNullable<MessageInitShape<typeof PreviewImpactRequestSchema>['deed']>;
export type Consent = MessageInitShape<typeof CascadeChoiceSchema>;

/** How many things change with a deed: with any, the certificate's name is typed. */
export function reachedBy(impact: Impact | undefined): number {
  return impact === undefined ? 0 : impact.customDomains.length + impact.nodes.length + impact.jwks.length;
}

/** A deed that is looked at before it is done: first what will happen, then the typed name, then the deed. */
export class PlannedDeed {
  impact = $state.raw<Impact | undefined>();
  failure = $state.raw<Failure | undefined>();
  looking = $state(false);
  busy = $state(false);
  /** The certificate's name, typed again. */
  typedName = $state('');
  /** Something moved after the first look; what is shown is newer than what was consented to. */
  movedMeanwhile = $state(false);
  private latest = 0;

  /**
   * @param name the certificate's
   * @param deed what to look at; undefined while it is not known yet
   */
  constructor(
    private readonly name: () => string,
    private readonly deed: () => Promise<Deed | undefined> | Deed | undefined,
  ) {}

  readonly needsName = $derived.by(() => reachedBy(this.impact) > 0);
  readonly isNameTyped = $derived.by(() => this.typedName.trim().toLowerCase() === this.name().toLowerCase());
  readonly mayBeDone = $derived.by(
    () =>
      this.impact !== undefined &&
      !this.looking &&
      this.impact.problems.length === 0 &&
      (!this.needsName || this.isNameTyped),
  );

  /** Of several looks under way the newest counts. */
  async look(): Promise<void> {
    const turn = ++this.latest;
    this.looking = true;
    try {
      const deed = await this.deed();
      const { impact } = deed === undefined ? {} : await certificates.previewImpact({ deed } satisfies { deed: Deed });
      if (turn !== this.latest) return;
      this.impact = impact;
      this.failure = undefined;
    } catch (error) {
      if (turn !== this.latest) return;
      this.impact = undefined;
      this.failure = failureOf(error);
    } finally {
      if (turn === this.latest) this.looking = false;
    }
  }

  /** @returns whether it was done */
  async do(deed: (consent: Consent) => Promise<void>): Promise<boolean> {
    this.busy = true;
    this.failure = undefined;
    try {
      await deed({ confirmName: this.typedName, planToken: this.impact?.planToken ?? '' });
      return true;
    } catch (error) {
      const failure = failureOf(error);
      if (failure.reason === 'PLAN_STALE') {
        await this.look();
        this.movedMeanwhile = true;
      } else this.failure = failure;
      return false;
    } finally {
      this.busy = false;
    }
  }
}
