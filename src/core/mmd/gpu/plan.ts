import { type EngineConfig, typicalKernelValue } from '../engine.js';
import { mmdWeights } from '../statistic.js';
import { strideOf } from './engineBuffers.js';
import { groupParts, type Recompute } from './engineShaders.js';
import { kernelScale } from './kernelShaders.js';
import type { Constants, Step } from './parameters.js';
import { BLOCK } from './splitShaders.js';

/** @param frameScale What features are multiplied by before they are compared. */
export function engineConstants(
  { reference, kernel, bandwidth, splits, projection }: EngineConfig,
  frameScale: number,
  recompute: Recompute,
): Constants {
  const { poolSize, groupSize } = splits;
  return {
    size: poolSize,
    referenceSize: reference.count,
    stride: strideOf(poolSize),
    width: Math.ceil(reference.width / 4),
    incomingWidth: Math.ceil((projection?.components.width ?? reference.width) / 4),
    features: reference.width,
    splits: splits.count,
    blocks: Math.ceil(groupSize / BLOCK),
    parts: groupParts(recompute, poolSize),
    zero: 0,
    scale: kernelScale(kernel, bandwidth * frameScale),
    shift: typicalKernelValue(reference, kernel, bandwidth),
    frameScale,
    ...mmdWeights(groupSize, poolSize - groupSize),
  };
}

/** Multiplications and additions, or gathers, of one dispatch: a software adapter takes half a second. */
const WORK = 2 ** 27;

/** Which steps, by their numbers, make up what. */
export interface Plan {
  readonly steps: readonly Step[];
  /** Kernel matrix: the reference's block, and the rows of the live slots. */
  readonly reference: readonly number[];
  readonly live: readonly number[];
  /** Sums over each split's group. */
  readonly groups: readonly number[];
  /** Row sums over the reference's columns, and over all. */
  readonly referenceSums: number;
  readonly allSums: number;
}

/**
 * The steps of an engine: first those of the window's slots, in their order; then a recomputation, in
 * bands that take no dispatch longer than the page and other apps can wait.
 */
export function planSteps(
  { size, referenceSize, width, splits, blocks }: Constants,
  recompute: Recompute,
): Plan {
  const steps: Step[] = [];
  const add = (first: number, end: number) => steps.push({ first, end }) - 1;
  const bands = (first: number, end: number, multiple: number, work: number) => {
    const rows = Math.max(multiple, Math.floor(WORK / work / multiple) * multiple);
    const numbers: number[] = [];
    for (let at = first; at < end; at += rows) numbers.push(add(at, Math.min(end, at + rows)));
    return numbers;
  };
  for (let position = referenceSize; position < size; position++) add(position, position + 1);
  const workOfRow = 4 * width * size;
  const workOfSplit = (recompute === 'product' ? size : BLOCK * blocks) ** 2 / 2;
  return {
    reference: bands(0, referenceSize, 32, workOfRow),
    live: bands(referenceSize, size, 32, workOfRow),
    groups: bands(0, splits, 64, workOfSplit),
    referenceSums: add(0, referenceSize),
    allSums: add(0, size),
    steps,
  };
}
