import { JwkKidKind, JwkUse, type Certificate, type Definition, type Jwk } from '@certkeep/contracts/connect';
import { definitionFor, type EnvironmentId } from '@certkeep/domain';
import { jwks } from '../../client/jwk-client.js';
import { failureOf, type Failure } from '../../client/rpc-error.js';
import { algorithmsFor } from '../jwk/key-abilities.js';

const typingPause = 250;

/** A JWK to be: what it is made from, what it does, what it is called. */
export class JwkDraft {
  certificate = $state.raw<Certificate | undefined>();
  /** Where the definition that it is made from holds; empty: nowhere in particular, which is the default one. */
  environmentId = $state('');
  wantsPrivate = $state(true);
  use = $state(JwkUse.SIG);
  kidKind = $state(JwkKidKind.THUMBPRINT);
  /** As typed. */
  kid = $state('');
  environmentIds = $state<string[]>([]);
  description = $state('');
  /** What it would become, as the server says. */
  preview = $state.raw<Jwk | undefined>();
  /** Why the server would refuse it. */
  failure = $state.raw<Failure | undefined>();
  private wantedAlg = $state('');
  private typedName = $state<string | undefined>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private latest = 0;

  readonly definition = $derived(definitionIn(this.certificate, this.environmentId));
  readonly key = $derived(this.definition?.currentVersion?.leaf?.key);
  readonly hasKey = $derived(this.definition?.currentVersion?.hasPrivateKey === true);
  readonly private = $derived(this.wantsPrivate && this.hasKey);

  /** Its own, or the certificate's until one is typed. */
  get name(): string {
    return this.typedName ?? this.certificate?.name ?? '';
  }
  set name(name: string) {
    this.typedName = name;
  }

  /** The chosen one while the key can do it, else the key's usual one; empty when there is none. */
  get alg(): string {
    const able = algorithmsFor(this.key, this.use);
    return able.includes(this.wantedAlg) ? this.wantedAlg : (able[0] ?? '');
  }
  set alg(alg: string) {
    this.wantedAlg = alg;
  }

  /** Why it can't be created yet, for people; undefined as soon as it can. */
  get obstacle(): string | undefined {
    if (this.certificate === undefined) return 'Choose a certificate.';
    if (this.definition === undefined) return 'The certificate has no definition there. Choose another environment.';
    if (this.alg === '') return 'JOSE has no algorithm for this key and this use.';
    if (this.kidKind === JwkKidKind.TYPED && this.kid.trim() === '') return 'Enter the key ID.';
    if (this.name.trim() === '') return 'Enter a name.';
    return undefined;
  }

  /** @param definitionId the one that is meant; empty: the default one, else the first */
  choose(certificate: Certificate, definitionId = ''): void {
    this.certificate = certificate;
    const { definitions } = certificate;
    const meant =
      definitions.find(({ id }) => id === definitionId) ??
      definitions.find(({ environmentIds }) => environmentIds.length === 0) ??
      definitions[0];
    this.environmentId = meant?.environmentIds[0] ?? '';
    const able = [JwkUse.SIG, JwkUse.ENC].find((use) => algorithmsFor(this.key, use).length > 0);
    if (this.alg === '' && able !== undefined) this.use = able;
  }

  /** What is sent to create it. */
  request() {
    const { name, description, use, alg, kidKind, kid } = this;
    return {
      name,
      description,
      definitionId: this.definition?.id ?? '',
      private: this.private,
      use,
      alg,
      kidKind,
      kid: kidKind === JwkKidKind.TYPED ? kid : '',
      environmentIds: [...this.environmentIds],
    };
  }

  /** Asks the server what it would become, a moment after the last change. */
  lookSoon(): void {
    this.forget();
    this.failure = undefined;
    if (this.obstacle === undefined) this.timer = setTimeout(() => void this.look(), typingPause);
    else this.preview = undefined;
  }

  /** Nothing is asked any more. */
  forget(): void {
    clearTimeout(this.timer);
    this.latest += 1;
  }

  private async look(): Promise<void> {
    const turn = ++this.latest;
    try {
      const { jwk } = await jwks.createJwk({ jwk: this.request(), validateOnly: true });
      if (turn === this.latest) this.preview = jwk;
    } catch (error) {
      if (turn !== this.latest) return;
      this.preview = undefined;
      this.failure = failureOf(error);
    }
  }
}

/** @param environmentId empty: the default one is meant */
function definitionIn(certificate: Certificate | undefined, environmentId: string): Definition | undefined {
  const placed = (certificate?.definitions ?? []).map((definition) => ({
    definition,
    environmentIds: definition.environmentIds as EnvironmentId[],
  }));
  return definitionFor(placed, environmentId === '' ? undefined : (environmentId as EnvironmentId))?.definition;
}
