import { create, type MessageInitShape } from '@bufbuild/protobuf';
import {
  ErrorReason,
  ImpactSchema,
  JwkAction,
  type CascadeChoiceSchema,
  type Impact,
  type PreviewImpactRequestSchema,
} from '@certkeep/contracts/connect';
import { nameKey } from '@certkeep/domain';
import { certificates } from '../../client/clients.js';
import { failureOf, type Failure } from '../../client/rpc-error.js';

export type Deed = NonNullable<MessageInitShape<typeof PreviewImpactRequestSchema>['deed']>;
export type Consent = MessageInitShape<typeof CascadeChoiceSchema>;

/** A deed that nothing can depend on yet: there is nothing to look at. */
export const reachesNothing = 'reaches nothing';
type Intended = Deed | typeof reachesNothing | undefined;

/** Refusals that say that what was looked at is no longer so. */
const moved = new Set(['PLAN_STALE', 'ETAG_MISMATCH']);
/** What is still to be said by whoever does it; nothing stands in its way. */
const questions = new Set([ErrorReason.JWK_CHOICE_REQUIRED, ErrorReason.CONFIRMATION_MISMATCH]);
const questionNames = new Set(['JWK_CHOICE_REQUIRED', 'CONFIRMATION_MISMATCH']);

/** How many things change with a deed: with any, the certificate's name is typed. */
export function reachedBy(impact: Impact | undefined): number {
  return impact === undefined ? 0 : impact.customDomains.length + impact.nodes.length + impact.linkedJwks.length;
}

/** The deed was refused for what is still to be said alone. */
export function isQuestion({ reason }: Pick<Failure, 'reason'>): boolean {
  return questionNames.has(reason);
}

/** What stands in the way of a deed. */
export function problemsOf(impact: Impact | undefined): Impact['problems'] {
  return impact?.problems.filter(({ reason }) => !questions.has(reason)) ?? [];
}

/**
 * A deed that is looked at before it is done: first what will happen, then what becomes of the JWKs, then the typed
 * name, then the deed.
 */
export class PlannedDeed {
  impact = $state.raw<Impact | undefined>();
  failure = $state.raw<Failure | undefined>();
  looking = $state(false);
  busy = $state(false);
  /** The certificate's name, typed again. */
  typedName = $state('');
  /** What becomes of the JWKs; unspecified until somebody chose. */
  jwkAction = $state(JwkAction.UNSPECIFIED);
  /** Something moved after the first look; what is shown is newer than what was consented to. */
  movedMeanwhile = $state(false);
  private latest = 0;

  /**
   * @param name the certificate's
   * @param deed what to look at; undefined while it is not known yet
   */
  constructor(
    private readonly name: () => string,
    private readonly deed: () => Promise<Intended> | Intended,
  ) {}

  readonly needsName = $derived.by(() => reachedBy(this.impact) > 0);
  readonly isNameTyped = $derived.by(() => nameKey(this.typedName) === nameKey(this.name()));
  readonly isPossible = $derived.by(
    () => this.impact !== undefined && !this.looking && problemsOf(this.impact).length === 0,
  );
  /** JWKs are linked, and nothing else stands in the way: their fate is asked for. */
  readonly asksForJwks = $derived.by(() => this.isPossible && (this.impact?.linkedJwks.length ?? 0) > 0);
  readonly mayBeDone = $derived.by(
    () =>
      this.isPossible &&
      (!this.asksForJwks || this.jwkAction !== JwkAction.UNSPECIFIED) &&
      (!this.needsName || this.isNameTyped),
  );

  /** Of several looks under way the newest counts. */
  async look(): Promise<void> {
    const turn = ++this.latest;
    this.looking = true;
    try {
      const impact = await impactOf(await this.deed());
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

  /** Takes back what was consented to. */
  reconsider(): void {
    this.jwkAction = JwkAction.UNSPECIFIED;
    this.typedName = '';
  }

  /**
   * What was consented to holds for what was shown alone: once that has moved, it is shown and asked for again.
   * @param refresh brings what the deed is built on up to date
   * @returns whether it was done
   */
  async do(deed: (consent: Consent) => Promise<void>, refresh?: () => Promise<void>): Promise<boolean> {
    this.busy = true;
    this.failure = undefined;
    try {
      await deed(this.consent(this.jwkAction));
      return true;
    } catch (error) {
      const failure = failureOf(error);
      if (moved.has(failure.reason)) {
        await refresh?.();
        await this.look();
        this.reconsider();
        this.movedMeanwhile = true;
      } else this.failure = failure;
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** What was consented to, for what was shown. */
  consent(jwkAction: JwkAction): Consent {
    const { typedName: confirmName, impact } = this;
    return { confirmName, jwkAction, planToken: impact?.planToken ?? '' };
  }
}

async function impactOf(deed: Intended): Promise<Impact | undefined> {
  if (deed === undefined) return undefined;
  if (deed === reachesNothing) return create(ImpactSchema);
  return (await certificates.previewImpact({ deed })).impact;
}
