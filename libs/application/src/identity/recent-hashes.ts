/** Milliseconds: a secret that isn't shown again is forgotten after one to two of these. */
const turn = 60_000;

/**
 * The hashes of secrets that were shown a moment ago: a node shows its own with every call. An open connection has the
 * secret in memory anyway (its header table, RFC 7541 2.3.2), and here it doesn't outlive its use by much. What it is good
 * for is asked of its hash, every time.
 */
export class RecentHashes {
  private recent = new Map<string, string>();
  private earlier = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;

  get(secret: string): string | undefined {
    const found = this.recent.get(secret);
    if (found !== undefined) return found;
    const hash = this.earlier.get(secret);
    if (hash !== undefined) this.recent.set(secret, hash);
    return hash;
  }

  keep(secret: string, hash: string): void {
    this.recent.set(secret, hash);
    this.timer ??= setTimeout(this.forget, turn).unref();
  }

  private readonly forget = (): void => {
    this.earlier = this.recent;
    this.recent = new Map();
    this.timer = this.earlier.size === 0 ? undefined : setTimeout(this.forget, turn).unref();
  };
}
