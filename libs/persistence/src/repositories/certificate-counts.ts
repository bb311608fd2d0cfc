import type { StatusTimes } from '@certkeep/domain';
import type { CountKind } from '../entities/standing.js';
import type { CompanyScope } from './company-scope.js';

/** What a certificate is counted by. */
export interface CountedStanding extends StatusTimes {
  readonly inUse: boolean;
}

const milliseconds = 24 * 60 * 60 * 1000;

/** Whole days since 1970-01-01 UTC. */
export function dayOf(time: Date): number {
  return Math.floor(time.getTime() / milliseconds);
}

export function startOfDay(day: number): Date {
  return new Date(day * milliseconds);
}

/**
 * Keeps a company's counts in step, inside the transaction that changes its certificates: a summary of a million adds
 * up some hundred numbers. The company's writers take turns, so that no two of them change one count at once.
 */
export class CertificateCounts {
  constructor(private readonly scope: CompanyScope) {}

  /** @param before undefined for a certificate that was not counted @param after undefined for one that no longer is */
  async move(before: CountedStanding | undefined, after: CountedStanding | undefined): Promise<void> {
    const shifts = new Map<string, number>();
    const note = (standing: CountedStanding | undefined, by: number) => {
      for (const place of standing === undefined ? [] : placesOf(standing)) {
        shifts.set(place, (shifts.get(place) ?? 0) + by);
      }
    };
    note(before, -1);
    note(after, 1);
    for (const [place, by] of shifts) if (by !== 0) await this.shift(place, by);
  }

  private async shift(place: string, by: number): Promise<void> {
    const [kind = '', day = ''] = place.split(' ');
    const rows = this.scope.manager.getRepository(this.scope.entities.certificateCounts);
    const key = { company_id: this.scope.company, kind: kind as CountKind, day: Number(day) };
    const { affected } = await rows.update(key, { count: () => `count + ${by}` });
    if (affected === 0) await rows.insert({ ...key, count: by });
  }
}

function placesOf({ inUse, startTime, warnTime, expireTime }: CountedStanding): readonly string[] {
  return [
    'total 0',
    ...(inUse ? ['in_use 0'] : []),
    `start ${dayOf(startTime)}`,
    `warn ${dayOf(warnTime)}`,
    `expire ${dayOf(expireTime)}`,
  ];
}
