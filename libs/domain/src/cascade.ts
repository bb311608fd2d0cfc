import { nameKey } from './name-key.js';

/** What becomes of the certificate that JWKs are linked to. */
export type CascadeChange = 'update' | 'delete';

/** What the caller wants to become of the JWKs. */
export type JwkAction = 'UPDATE' | 'DISCONNECT' | 'DELETE';

/** A JWK that the change reaches. */
export interface LinkedJwk {
  readonly name: string;
  /** Why it can't take what the change brings, for people; undefined: it can. */
  readonly obstacle: string | undefined;
}

export interface CascadeQuestion {
  readonly change: CascadeChange;
  /** The certificate's name. */
  readonly name: string;
  readonly jwks: readonly LinkedJwk[];
  /** How many custom domains and nodes the change reaches. */
  readonly otherDependents: number;
  readonly action: JwkAction | undefined;
  /** What was typed as the certificate's name. */
  readonly typedName: string;
}

export type CascadeDecision =
  | {
      readonly kind: 'go';
      /** What to do with every JWK that the change reaches; undefined when it reaches none. */
      readonly action: JwkAction | undefined;
    }
  | {
      readonly kind: 'refused';
      readonly reason: 'JWK_CHOICE_REQUIRED' | 'CONFIRMATION_MISMATCH';
      /** Of the choice. */
      readonly field: 'jwk_action' | 'confirm_name';
      readonly message: string;
    };

const choices: Readonly<Record<CascadeChange, readonly JwkAction[]>> = {
  update: ['UPDATE', 'DISCONNECT'],
  delete: ['DELETE', 'DISCONNECT'],
};

/**
 * Whether a change of a certificate may be done with all that it brings to those who depend on it: the JWKs' fate is
 * chosen by somebody, and the certificate's name is typed where anything depends on it.
 */
export function decideCascade(question: CascadeQuestion): CascadeDecision {
  const { name, jwks, otherDependents, typedName } = question;
  const choice = jwks.length === 0 ? { kind: 'go' as const, action: undefined } : chosen(question);
  if (choice.kind === 'refused') return choice;
  const count = jwks.length + otherDependents;
  if (count === 0 || nameKey(typedName) === nameKey(name)) return choice;
  const depends = count === 1 ? 'Something depends' : `${count} things depend`;
  return {
    kind: 'refused',
    reason: 'CONFIRMATION_MISMATCH',
    field: 'confirm_name',
    message: `${depends} on “${name}”. Type its name to confirm that they change with it.`,
  };
}

function chosen({ change, name, jwks, action }: CascadeQuestion): CascadeDecision {
  if (action === undefined || !choices[change].includes(action)) {
    const [first, second] = choices[change];
    return choiceRequired(
      `“${name}” is used in ${jwks.length} JWK${jwks.length === 1 ? '' : 's'}. Say what becomes of ` +
        `${jwks.length === 1 ? 'it' : 'them'}: ${first ?? ''} or ${second ?? ''}.`,
    );
  }
  if (action !== 'UPDATE') return { kind: 'go', action };
  const [stuck] = jwks.filter(({ obstacle }) => obstacle !== undefined);
  if (stuck === undefined) return { kind: 'go', action };
  return choiceRequired(
    `The JWK “${stuck.name}” can't be updated: ${stuck.obstacle ?? ''} Disconnect the JWKs, or delete that one first.`,
  );
}

function choiceRequired(message: string): CascadeDecision {
  return { kind: 'refused', reason: 'JWK_CHOICE_REQUIRED', field: 'jwk_action', message };
}
