import type { CompanyId } from '@certkeep/domain';
import { expect } from 'vitest';
import type { Database } from '../../src/index.js';

/**
 * Asks queries whose every row is something that must not be.
 * @param forbidden by what a row would be; `?` is the company
 */
export async function expectNoRows(
  { reader }: Database,
  company: CompanyId,
  forbidden: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [what, sql] of Object.entries(forbidden)) expect(await reader.query(sql, [company]), what).toEqual([]);
}
