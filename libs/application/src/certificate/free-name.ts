import { DomainError, nameKey, parseCertificateName, type CertificateName } from '@certkeep/domain';
import type { CompanyTransaction } from '../store.js';

/** Of one name, before giving up. */
const mostNamesakes = 1000;

/**
 * Nobody types this name now, so that a taken one is no reason to refuse: it gets a number.
 * @throws DomainError NAME_TAKEN when all numbers are taken too
 */
export async function freeName(
  { certificates }: Pick<CompanyTransaction, 'certificates'>,
  wanted: CertificateName,
  alsoTaken: ReadonlySet<string> = new Set(),
): Promise<CertificateName> {
  for (let number = 1; number <= mostNamesakes; number++) {
    const suffix = number === 1 ? '' : ` (${number})`;
    const name = parseCertificateName(`${[...wanted].slice(0, 128 - suffix.length).join('')}${suffix}`, 'name');
    if (alsoTaken.has(nameKey(name))) continue;
    if ((await certificates.findByName(name)) === undefined) return name;
  }
  throw new DomainError('NAME_TAKEN', `Too many certificates are called “${wanted}”. Create this one by itself.`, {
    field: 'name',
    metadata: { name: wanted },
  });
}
