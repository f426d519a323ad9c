/** One thing to be timed. */
export type Task = () => Promise<unknown>;

/** A task, and how often it is done at a time where it is too short to be timed alone. */
export interface Timed {
  readonly task: Task;
  readonly repetitions?: number;
}

/**
 * Median milliseconds of each task, done once; run in turns, so that a busy machine is busy for all of
 * them, and once before.
 */
export async function alternately<Name extends string>(
  tasks: Readonly<Record<Name, Timed>>,
  runs: number,
): Promise<Record<Name, number>> {
  const timed = Object.entries<Timed>(tasks).map(([name, { task, repetitions = 1 }]) => ({
    name,
    run: () => milliseconds(task, repetitions),
    times: [] as number[],
  }));
  for (const { run } of timed) await run();
  for (let turn = 0; turn < runs; turn++) {
    for (const { run, times } of timed) times.push(await run());
  }
  const medians = timed.map(({ name, times }) => [name, median(times)]);
  return Object.fromEntries(medians) as Record<Name, number>;
}

/** The mean of so many repetitions. */
export async function milliseconds(task: Task, repetitions = 1): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < repetitions; i++) await task();
  return (performance.now() - start) / repetitions;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1]!;
}
