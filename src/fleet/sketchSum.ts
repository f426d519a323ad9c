import type { OpenSketch } from './openSketch.js';
import type { Sketcher } from './sketchSpaces.later.js';

/** A sketch that this page sums, in main memory. */
export class SketchSum {
  readonly sketcher: Sketcher;
  readonly startMs: number;
  readonly endMs: number;
  /** That it is finished before its period is over. */
  isEnded = false;
  /** As the browser has it. */
  #kept: OpenSketch | undefined;
  #about: OpenSketch;
  #count = 0;
  readonly #sums: Float64Array;
  readonly #states: Record<string, number> = {};

  /** @param about Of no rows. */
  constructor(sketcher: Sketcher, about: OpenSketch) {
    this.sketcher = sketcher;
    this.startMs = Date.parse(about.header.period);
    this.endMs = this.startMs + about.header.periodMs;
    this.#about = about;
    this.#sums = Float64Array.from(about.sums);
  }

  get count(): number {
    return this.#count;
  }

  get kept(): OpenSketch | undefined {
    return this.#kept;
  }

  /** As it is now. */
  get open(): OpenSketch {
    return {
      ...this.#about,
      count: this.#count,
      sums: [...this.#sums],
      states: { ...this.#states },
    };
  }

  add(column: Float64Array): void {
    this.#count++;
    for (let mark = 0; mark < column.length; mark++) this.#sums[mark]! += column[mark]!;
  }

  /** The monitor was in this state for so long. */
  stay(state: string, ms: number): void {
    if (ms > 0) this.#states[state] = (this.#states[state] ?? 0) + ms;
  }

  /** What is said at its end. */
  note(said: Pick<OpenSketch, 'state' | 'evidence'>): void {
    this.#about = { ...this.#about, ...said };
  }

  /**
   * It was kept, perhaps by another id, with what a page that is gone had, or without what another has taken.
   *
   * @param asked What was to be kept; more has come since.
   */
  keep(kept: OpenSketch, asked: OpenSketch): void {
    const { id, sequence } = kept;
    this.#about = { ...this.#about, id, sequence };
    this.#count += kept.count - asked.count;
    for (const mark of this.#sums.keys()) {
      this.#sums[mark]! += kept.sums[mark]! - asked.sums[mark]!;
    }
    for (const state of Object.keys({ ...kept.states, ...asked.states })) {
      const change = (kept.states[state] ?? 0) - (asked.states[state] ?? 0);
      this.#states[state] = (this.#states[state] ?? 0) + change;
    }
    this.#kept = kept;
  }
}
