import type { CanaryVersion } from '@certkeep/application';

/** Tells when a version that is current has not been loaded in time; a later one counts for it. */
export class CanaryArrival {
  private loaded: CanaryVersion | undefined;
  private awaited: CanaryVersion | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** @param patience milliseconds */
  constructor(
    private readonly patience: number,
    private readonly onLate: (version: CanaryVersion) => void,
  ) {}

  /** This version is current from now on. One that is awaited already stays so. */
  expect(version: CanaryVersion): void {
    if (reaches(this.loaded, version)) return;
    if (this.awaited?.definitionId === version.definitionId) return;
    this.end();
    this.awaited = version;
    this.timer = setTimeout(() => {
      this.end();
      this.onLate(version);
    }, this.patience).unref();
  }

  arrived(version: CanaryVersion): void {
    this.loaded = version;
    if (this.awaited !== undefined && reaches(version, this.awaited)) this.end();
  }

  /** Nothing is awaited any more. */
  end(): void {
    clearTimeout(this.timer);
    this.awaited = undefined;
  }
}

function reaches(loaded: CanaryVersion | undefined, wanted: CanaryVersion): boolean {
  return loaded?.definitionId === wanted.definitionId && loaded.number >= wanted.number;
}
