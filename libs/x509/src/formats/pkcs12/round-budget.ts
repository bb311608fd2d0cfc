import { refusal } from '../../intake/intake-errors.js';

/**
 * How many rounds of key derivation may be spent on one material, all of it together: somebody else has chosen how
 * many it asks for, and they are counted before they are begun.
 */
export class RoundBudget {
  constructor(
    private readonly most: number,
    private left = most,
  ) {}

  /** @param rounds undefined for a number beyond counting @throws DomainError TOO_LARGE */
  spend(rounds: number | undefined): void {
    this.left -= rounds ?? Infinity;
    if (this.left >= 0) return;
    throw refusal(
      'TOO_LARGE',
      `Its encryption asks for more than ${this.most.toLocaleString('en')} rounds of key derivation. Encrypt it again with fewer.`,
      { limit: 'derivation_rounds', limit_value: String(this.most) },
    );
  }
}
