/** What became of inputs that are not in the window. */
export interface InputTally {
  /** Skipped by the sampling rule, as too close to the input before. */
  readonly thinned: number;
  /** Dropped because they came faster than they could be processed; the oldest first. */
  readonly dropped: number;
  /** Not features of this model: a NaN, another width, or not a number. */
  readonly refused: number;
  /** Lost: the model's pass, a readback or the device failed. */
  readonly failed: number;
}

/** Why there is nothing to test: the latest inputs were all refused, or lost. */
export interface Blocked {
  readonly code: 'inputs-refused' | 'inputs-failed';
  readonly reason: string;
}

/** Inputs that must be in vain, in a row, before a monitor says that nothing is tested. */
export const SUSPEND_AFTER = 8;

/** Counts inputs by what became of them, and knows when none is taken in any more. */
export class InputCounts {
  readonly #suspendAfter: number;
  #thinned = 0;
  #refused = 0;
  #failed = 0;
  /** Since the last one that was taken in. */
  #run = { refused: 0, failed: 0, last: '' };

  /** @param suspendAfter So many in a row that were refused or failed, and tests are suspended. */
  constructor(suspendAfter = SUSPEND_AFTER) {
    this.#suspendAfter = suspendAfter;
  }

  get tally(): Omit<InputTally, 'dropped'> {
    return { thinned: this.#thinned, refused: this.#refused, failed: this.#failed };
  }

  /** Undefined while inputs are taken in. */
  get blocked(): Blocked | undefined {
    const { refused, failed, last } = this.#run;
    const count = refused + failed;
    if (count < this.#suspendAfter) return undefined;
    const how = failed === 0 ? 'refused' : refused === 0 ? 'lost' : 'refused or lost';
    return {
      code: failed === 0 ? 'inputs-refused' : 'inputs-failed',
      reason: `The last ${count} inputs were all ${how}, and nothing is tested. The latest: ${last}`,
    };
  }

  /** Inputs that were taken in. */
  take(): void {
    this.#run = { refused: 0, failed: 0, last: '' };
  }

  thin(count: number): void {
    this.#thinned += count;
  }

  /** @param inRow Those that came after the last one that was taken in. */
  refuse(count: number, error: Error, inRow = count): void {
    this.#refused += count;
    this.#run.refused += inRow;
    this.#run.last = error.message;
  }

  fail(count: number, error: unknown): void {
    this.#failed += count;
    this.#run.failed += count;
    this.#run.last = error instanceof Error ? error.message : String(error);
  }
}
