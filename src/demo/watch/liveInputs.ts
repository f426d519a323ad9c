import type { DriftedInput, DriftMonitor } from 'tfjs-drift';

/** An input of the tested window, and what is known of it. */
export interface WatchedInput extends DriftedInput {
  /** What the model made of it, such as "tabby 42 %". */
  readonly guess: string | undefined;
}

/** Remembers the model's guesses for as long as their inputs are in the window. */
export class LiveInputs {
  readonly #guesses = new Map<number, string>();

  clear(): void {
    this.#guesses.clear();
  }

  /**
   * After each picture; of those that the monitor left out it is not the count that grows.
   *
   * @param sample The latest one that the monitor admitted.
   */
  remember(sample: number, guess: string): void {
    if (!this.#guesses.has(sample)) this.#guesses.set(sample, guess);
  }

  /** The inputs of the latest test, oldest first, as `monitor.window.rows()`. */
  of(monitor: DriftMonitor): readonly WatchedInput[] {
    const inputs = monitor.mostDrifted().sort((a, b) => a.sample - b.sample);
    const oldest = inputs[0]?.sample ?? 0;
    for (const sample of this.#guesses.keys()) {
      if (sample < oldest) this.#guesses.delete(sample);
    }
    return inputs.map((input) => ({ ...input, guess: this.#guesses.get(input.sample) }));
  }
}
