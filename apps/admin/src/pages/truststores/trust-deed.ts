import type { Certificate, Definition, TrustAdvice } from '@certkeep/contracts/connect';

/** What makes Certkeep trust a server, with one click and nothing else changed. */
export type TrustDeed =
  | { readonly kind: 'assign'; readonly certificate: Certificate; readonly definition: Definition }
  /** @property certificate the one that has it here, and can't be assigned without changing where it holds */
  | { readonly kind: 'import'; readonly certificate: Certificate | undefined };

/** @param held the certificate that has it here already; undefined: none has */
export function trustDeedOf({ certificate: facts }: TrustAdvice, held: Certificate | undefined): TrustDeed {
  const definition = held?.definitions.find(
    ({ currentVersion }) => currentVersion?.leaf?.sha256Fingerprint === facts?.sha256Fingerprint,
  );
  // Assigned to an environment, a definition that holds wherever no other one does would hold there alone.
  if (held === undefined || definition === undefined || definition.environmentIds.length === 0) {
    return { kind: 'import', certificate: held };
  }
  return { kind: 'assign', certificate: held, definition };
}
