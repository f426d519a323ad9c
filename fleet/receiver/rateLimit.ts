/** So many may come at once, and so many a second in the long run. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

interface Bucket {
  tokens: number;
  /** When they were counted, in milliseconds. */
  at: number;
}

/** Names that are remembered; of more, those that were seen the longest ago are forgotten. */
const MOST = 200_000;

/** Token buckets by name, of addresses or devices. */
export class RateLimit {
  readonly #rate: Rate;
  readonly #clock: () => number;
  readonly #buckets = new Map<string, Bucket>();

  /** @param clock In milliseconds, and never back. */
  constructor(rate: Rate, clock: () => number = () => performance.now()) {
    this.#rate = rate;
    this.#clock = clock;
  }

  /**
   * Takes all of them or none.
   *
   * @param wanted From 0; more than come at once count as so many.
   * @returns Seconds until they are there; 0 where they were taken.
   */
  take(name: string, wanted: number): number {
    const { perSecond, burst } = this.#rate;
    const now = this.#clock();
    const known = this.#buckets.get(name);
    const tokens = known
      ? Math.min(burst, known.tokens + ((now - known.at) / 1_000) * perSecond)
      : burst;
    const missing = Math.min(wanted, burst) - tokens;
    // Anew, so that the map is in the order of when names were last seen.
    this.#buckets.delete(name);
    this.#buckets.set(name, {
      tokens: missing > 0 ? tokens : tokens - Math.min(wanted, burst),
      at: now,
    });
    if (this.#buckets.size > MOST) this.#buckets.delete(this.#buckets.keys().next().value!);
    return missing > 0 ? Math.ceil(missing / perSecond) : 0;
  }
}
