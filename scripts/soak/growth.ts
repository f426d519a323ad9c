/** What is held at one time; undefined where a place has nothing of the kind. */
export interface Held {
  readonly heapBytes?: number;
  readonly tensors: number;
  readonly gpuBytes?: number;
  /** IndexedDB and localStorage. */
  readonly storedBytes?: number;
  readonly nodes?: number;
  readonly listeners?: number;
  /** The median of the samples right before. */
  readonly msPerSample: number;
}

/** A run: what was held after its first samples and after its last ones. */
export interface SoakRun {
  readonly place: string;
  readonly samples: number;
  readonly tests: number;
  readonly alarms: number;
  /** Rows with a NaN that were refused, as they must be. */
  readonly refused: number;
  /** Other errors, in words. */
  readonly errors: readonly string[];
  readonly first: Held;
  readonly last: Held;
  /** Tensors when all is disposed of, less those before. */
  readonly leftTensors: number;
}

/**
 * How much more may be held in the end. A heap is never the same twice: code is compiled and caches
 * fill for long. Databases are tidied up now and then. Time is told, not judged.
 */
export const MOST_GROWTH = {
  heapBytes: 4_000_000,
  tensors: 0,
  gpuBytes: 0,
  storedBytes: 1_000_000,
  nodes: 10,
  listeners: 0,
} as const satisfies Partial<Record<keyof Held, number>>;

/** What grew beyond its bound, and what went wrong, in words. */
export function faultsOf({ place, first, last, leftTensors, errors }: SoakRun): string[] {
  const faults = Object.entries(MOST_GROWTH).flatMap(([name, most]) => {
    const growth = growthOf(name as keyof Held, first, last);
    return growth !== undefined && growth > most
      ? `${place}: ${name} grew by ${growth}, at most ${most} was expected`
      : [];
  });
  if (leftTensors !== 0) faults.push(`${place}: ${leftTensors} tensors are left in the end`);
  return [...faults, ...errors.map((error) => `${place}: ${error}`)];
}

function growthOf(name: keyof Held, first: Held, last: Held): number | undefined {
  const [before, after] = [first[name], last[name]];
  return before === undefined || after === undefined ? undefined : after - before;
}

/** A table of a run. */
export function tableOf({ place, samples, tests, alarms, refused, first, last }: SoakRun): string {
  const lines = (Object.keys(first) as (keyof Held)[]).map((name) => {
    const [before, after] = [first[name]!, last[name]!];
    const cells = [before, after, after - before].map((value) =>
      value.toLocaleString('en', { maximumFractionDigits: 2 }).padStart(14),
    );
    return `  ${name.padEnd(14)}${cells.join('')}`;
  });
  return [
    `${place}: ${samples} samples, ${tests} tests, ${alarms} alarms, ${refused} rows refused`,
    `  ${'held'.padEnd(14)}${['at first', 'at last', 'growth'].map((head) => head.padStart(14)).join('')}`,
    ...lines,
  ].join('\n');
}
