import { createCompany } from '@certkeep/application';
import { DomainError } from '@certkeep/domain';
import type { Certkeep } from './compose.js';

/** An installation starts with one company. Its name is asked for when its first admin is created. */
export async function firstCompany({ companies, makeId }: Pick<Certkeep, 'companies' | 'makeId'>): Promise<void> {
  if ((await companies.list()).length > 0) return;
  try {
    await createCompany({ companies, makeId })({ slug: 'main', name: 'My company' });
  } catch (error) {
    // Another replica, started at the same time, was faster.
    if (!(error instanceof DomainError && error.reason === 'NAME_TAKEN')) throw error;
  }
}
