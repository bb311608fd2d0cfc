import { DomainError } from '@certkeep/domain';

/** What a check refuses, as a list; other errors pass through. */
export async function problemsOf(check: () => void | Promise<void>): Promise<DomainError[]> {
  try {
    await check();
    return [];
  } catch (error) {
    if (error instanceof DomainError) return [error];
    throw error;
  }
}
