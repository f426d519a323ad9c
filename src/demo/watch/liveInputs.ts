import type { DriftedInput, DriftMonitor } from 'tfjs-drift';

/** What is known of an input besides what the monitor keeps. */
interface Known {
  /** What the model made of it, such as "tabby 42 %". */
  readonly guess: string | undefined;
  /** Whether that is right; undefined where nobody knows. */
  readonly isRight: boolean | undefined;
  /** As the model saw it. */
  readonly seen: ImageData;
}

/** An input of the tested window, and what is known of it. */
export interface WatchedInput extends DriftedInput, Partial<Known> {}

/** Remembers what is known of inputs for as long as they are in the window. */
export class LiveInputs {
  readonly #known = new Map<number, Known>();

  clear(): void {
    this.#known.clear();
  }

  /**
   * After each picture; of those that the monitor left out it is not the count that grows.
   *
   * @param sample The latest one that the monitor admitted.
   */
  remember(sample: number, known: Known): void {
    if (!this.#known.has(sample)) this.#known.set(sample, known);
  }

  /** Undefined for one that has left the window. */
  get(sample: number): Known | undefined {
    return this.#known.get(sample);
  }

  /** The inputs of the latest test, oldest first, as `monitor.window.rows()`. */
  of(monitor: DriftMonitor): readonly WatchedInput[] {
    const inputs = monitor.mostDrifted().sort((a, b) => a.sample - b.sample);
    const oldest = inputs[0]?.sample ?? 0;
    for (const sample of this.#known.keys()) {
      if (sample < oldest) this.#known.delete(sample);
    }
    return inputs.map((input) => ({ ...input, ...this.#known.get(input.sample) }));
  }
}
