import { isSelfSigned, type OrderedChain } from '../chain/chain-order.js';
import type { ParsedCertificate } from '../certificate/facts.js';
import type { Warning } from './material.js';
import { keyWeakness, signatureWeakness } from '../certificate/weakness.js';

/** What is worth knowing about material that is taken all the same. */
export function intakeWarnings({
  leaf,
  ordered,
  duplicates,
  hasKey,
}: {
  readonly leaf: ParsedCertificate;
  readonly ordered: OrderedChain;
  /** How many were there more than once. */
  readonly duplicates: number;
  readonly hasKey: boolean;
}): readonly Warning[] {
  return [
    ...missingChain(leaf, ordered),
    ...ordered.strangers.map(({ facts }): Warning => ({
      code: 'STRANGER_IN_CHAIN',
      message: `${facts.subject === '' ? 'A certificate without a subject' : facts.subject} is no issuer of this certificate. It is left out.`,
    })),
    ...twice(duplicates),
    ...(hasKey ? [] : trustOnly(leaf)),
  ];
}

function missingChain(leaf: ParsedCertificate, { chain }: OrderedChain): readonly Warning[] {
  if (chain.length > 0 || isSelfSigned(leaf)) return [];
  const message = `The chain is missing: whoever checks this certificate needs its issuer, ${leaf.facts.issuer}.`;
  return [{ code: 'CHAIN_INCOMPLETE', message }];
}

function twice(duplicates: number): readonly Warning[] {
  if (duplicates === 0) return [];
  const message =
    duplicates === 1
      ? 'One of these certificates is here twice.'
      : `${duplicates} of these certificates are here twice.`;
  return [{ code: 'DUPLICATE_IN_CHAIN', message }];
}

/** With a key, weakness is refused; without, it is told. */
function trustOnly({ facts }: ParsedCertificate): readonly Warning[] {
  const weakKey = keyWeakness(facts.key);
  const weakSignature = signatureWeakness(facts);
  return [
    { code: 'TRUST_ONLY', message: 'There is no private key: the certificate can be trusted, not presented.' },
    ...(weakKey === undefined ? [] : [{ code: 'WEAK_KEY' as const, message: weakKey }]),
    ...(weakSignature === undefined ? [] : [{ code: 'WEAK_SIGNATURE' as const, message: weakSignature }]),
  ];
}
