/**
 * The field: methods that watch a stream for a change, each written from its paper, on the same streams.
 * `fieldStreams.ts` has the streams, `kernelStream.ts` the kernel values that most methods need, and one
 * file for each method what it makes of them. `fieldJob.ts` leads streams through all of them and keeps
 * how high each statistic rose, and when (`records.ts`): from that the run length and the delay at any
 * threshold follow (`runLengths.ts`), and the tables and the picture of them.
 */
import type { FeatureRow, FeatureRows } from '../../src/core/base/rows.js';
import type { ReferenceKernel } from '../../src/core/mmd/referenceKernel.js';

/** A reference, with the gaussian kernel at its median distance. */
export interface Known {
  readonly rows: FeatureRows;
  readonly bandwidth: number;
  readonly kernel: ReferenceKernel;
}

/** A row of a stream, and its kernel values. */
export interface Sample {
  readonly row: FeatureRow;
  /** Shape [reference]; overwritten with the next row. */
  readonly toReference: Float64Array;
  /** With rows before it, the latest first; overwritten with the next row. */
  readonly toEarlier: Float64Array;
  /** How many of those there are. */
  readonly earlier: number;
}

/** What a method says of a row. */
export interface Reading {
  /** Higher where a change is more likely. */
  readonly statistic: number;
  /** Whether it is above the threshold that the method sets itself. */
  readonly alarms: boolean;
}

/** Methods that share their sums, at work. */
export interface Watch {
  /** As before the first row of a stream. */
  restart(): void;
  /** Whether it has said all that is asked of it in this stream: its time counts no more. */
  readonly isIdle?: boolean;
  /**
   * One reading for each method.
   *
   * @param isRead Whether anybody reads it; the rows that fill the windows need not be tested.
   */
  push(sample: Sample, isRead: boolean): readonly Reading[] | Promise<readonly Reading[]>;
}

/** Methods that share their sums. */
export interface Method {
  readonly names: readonly string[];
  /** Whether it takes the kernel values of a sample. */
  readonly usesKernel: boolean;
  /** @param runTime Wanted mean samples to a false alarm. */
  prepare(known: Known, runTime: number, seed: number): Promise<Watch>;
}

/** In the order in which their readings come. */
export function namesOf(methods: readonly Method[]): string[] {
  return methods.flatMap(({ names }) => names);
}

/** Before anything can be said. */
export const NOTHING: Reading = { statistic: Number.NEGATIVE_INFINITY, alarms: false };
