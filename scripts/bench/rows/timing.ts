/** One thing to be timed. */
export type Task = () => Promise<unknown>;

/** Median milliseconds of each task, run in turns so that a busy machine is busy for all of them. */
export async function alternately(tasks: readonly Task[], runs: number): Promise<number[]> {
  const times = tasks.map((): number[] => []);
  for (const task of tasks) await task();
  for (let run = 0; run < runs; run++) {
    for (const [index, task] of tasks.entries()) times[index]!.push(await milliseconds(task));
  }
  return times.map(median);
}

/** A task of many repetitions, for things too short to be timed alone. */
export async function milliseconds(task: Task, repetitions = 1): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < repetitions; i++) await task();
  return (performance.now() - start) / repetitions;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1]!;
}
