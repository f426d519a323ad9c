import type { JobSize } from './fieldJob.js';
import { type Setting, settings } from './fieldStreams.js';

/** One reference of one setting. */
export interface Job {
  readonly setting: Setting;
  readonly seed: number;
  readonly size: JobSize;
  /** Of the file that keeps what came of it. */
  readonly file: string;
}

/** References of each setting, and streams for each of them. */
const sizes: readonly (JobSize & { readonly references: number })[] = [
  { references: 23, nullStreams: 24, driftStreams: 4 },
  { references: 20, nullStreams: 24, driftStreams: 6 },
  { references: 12, nullStreams: 40, driftStreams: 3 },
];

/** The longest first. */
export const jobs: readonly Job[] = settings
  .flatMap((setting, at) =>
    Array.from({ length: sizes[at]!.references }, (_, seed) => ({
      setting,
      seed,
      size: sizes[at]!,
      file: `${setting.name.replaceAll(/\W+/g, '-')}-${seed}.json`,
    })),
  )
  .reverse();
