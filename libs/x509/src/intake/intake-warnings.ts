import { isSelfSigned, type OrderedChain } from '../chain/chain-order.js';
import type { ParsedCertificate } from '../certificate/facts.js';
import { extensionName } from '../certificate/extension.js';
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
    ...ordered.strangers.map((certificate): Warning => ({
      code: 'STRANGER_IN_CHAIN',
      message: `${titleOf(certificate)} is no issuer of this certificate. It is left out.`,
    })),
    ...ordered.alternatives.map((certificate): Warning => ({
      code: 'ALTERNATIVE_IN_CHAIN',
      message: `${titleOf(certificate)}, issued by ${certificate.facts.issuer}, is another way up the chain. The way that lasts longest is taken, and this one left out.`,
    })),
    ...unreadable(leaf),
    ...twice(duplicates),
    ...(hasKey ? [] : trustOnly(leaf)),
  ];
}

function titleOf({ facts }: ParsedCertificate): string {
  return facts.subject === '' ? 'A certificate without a subject' : facts.subject;
}

/** Whoever checks the certificate may refuse it for such a one (RFC 5280 section 4.2). */
function unreadable({ facts }: ParsedCertificate): readonly Warning[] {
  return facts.unreadableExtensions.map((oid) => ({
    code: 'EXTENSION_UNREADABLE',
    message: `The extension ${extensionName(oid)} can't be read, and counts as not there. Others may refuse this certificate for it.`,
  }));
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
