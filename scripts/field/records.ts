/** How high a statistic rose over a stream: each time it was higher than ever before, and how high. */
export type Records = readonly (readonly [time: number, statistic: number])[];

/** Six digits are enough. */
const shortened = (value: number): number => Number(value.toPrecision(6));

/** Keeps the records of a stream. */
export class Recorder {
  readonly records: [number, number][] = [];
  #highest = Number.NEGATIVE_INFINITY;
  /** When the method itself raised an alarm; 0 where it did not. */
  alarmedAt = 0;
  #time = 0;

  get length(): number {
    return this.#time;
  }

  add(statistic: number, alarms: boolean): void {
    this.#time++;
    if (alarms && this.alarmedAt === 0) this.alarmedAt = this.#time;
    if (!(statistic > this.#highest)) return;
    this.#highest = statistic;
    this.records.push([this.#time, shortened(statistic)]);
  }
}

export function recordsOf(statistics: readonly number[]): Records {
  const recorder = new Recorder();
  for (const statistic of statistics) recorder.add(statistic, false);
  return recorder.records;
}

/** The first time above a threshold, from 1 on; 0 where there is none. */
export function firstAbove(records: Records, threshold: number): number {
  return records.find(([, statistic]) => statistic > threshold)?.[0] ?? 0;
}
