import { requireInteger } from '../base/checks.js';
import { InvalidOptionError } from '../base/errors.js';
import { dot } from '../math/vectors.js';
import { type BucketSums, mappedBuckets } from './buckets.js';
import type { FeatureMap } from './featureMap.js';
import {
  type FalseDiscoveryOptions,
  type FleetGroup,
  type GroupTests,
  testGroups,
} from './groupTest.js';

/** What changed at a device in one period: its mean column minus that of the baseline of this very period. */
export interface PeriodChange {
  /** When the period began, milliseconds since 1970. */
  readonly startMs: number;
  /** Shape [landmarks]. */
  readonly change: Float64Array;
}

export interface DeviceHistory {
  readonly device: string;
  /** In any order, each period once. */
  readonly changes: readonly PeriodChange[];
}

export interface DeviceTestOptions extends FalseDiscoveryOptions {
  /** Longer than what a device sees depends on what it saw: 6 hours are a shift, a day has its light. */
  readonly blockMs: number;
  /**
   * The fleet's mean change in each period, by its start in milliseconds since 1970, shape [landmarks]: what is tested
   * is then by how much more or less a device changed than the others. @defaultValue none
   */
  readonly fleetChanges?: ReadonlyMap<number, Float64Array>;
}

/** Which devices changed. */
export interface DeviceTests extends GroupTests {
  /**
   * How far changes of neighbouring blocks of a device are alike, as a correlation: near 0, or blocks are too short,
   * and devices are found that have not changed. Undefined with fewer than three blocks a device.
   */
  readonly blockCorrelation: number | undefined;
}

/**
 * Which devices have changed, each compared with itself? The unit is a block of time: of a device, S_b is the sum of
 * what changed in the periods of block b, each against a baseline of its own, as the same hour of the week before;
 * U is that of `pairedTest` with blocks for buckets and periods for devices. Signs of whole blocks are flipped, and
 * the procedure of Benjamini and Hochberg keeps the share of false ones among the devices found, which are
 * independent of each other.
 *
 * Null hypothesis: what a device sees in a block has the same distribution as what it saw in that block's baseline; with
 * `fleetChanges`, but for what all devices have in common. Blocks may depend on nothing but themselves, hence
 * `blockMs`; and no two blocks may share a baseline: its error would be in both, would not flip, and would pass for a
 * change.
 *
 * Fewer than 1 + log2(devices / level) blocks or so find no single device, as 2^(1 - blocks) is the least p-value
 * there is.
 *
 * @param histories Gone through once, so that they need not be at hand all at once.
 * @param options.level @defaultValue .1
 * @throws {@link InvalidOptionError} for a device that comes twice, a period that the fleet's changes lack, or changes
 *   or options that are out of range.
 */
export function testDevices(
  histories: Iterable<DeviceHistory>,
  map: FeatureMap,
  { blockMs, fleetChanges, level = 0.1, ...options }: DeviceTestOptions,
): DeviceTests {
  requireInteger('blockMs', blockMs, 1);
  const correlation = new BlockCorrelation(map);
  function* groups(): Iterable<FleetGroup> {
    for (const { device, changes } of histories) {
      const own = fleetChanges ? changes.map((one) => lessFleet(one, fleetChanges)) : changes;
      const buckets = blocksOf(own, blockMs);
      correlation.add(buckets);
      yield { name: device, buckets };
    }
  }
  const tests = testGroups(groups(), map, { ...options, level });
  return { ...tests, blockCorrelation: correlation.value };
}

function lessFleet(
  { startMs, change }: PeriodChange,
  fleetChanges: ReadonlyMap<number, Float64Array>,
): PeriodChange {
  const common = fleetChanges.get(startMs);
  if (common?.length === change.length) {
    return { startMs, change: change.map((value, t) => value - common[t]!) };
  }
  throw new InvalidOptionError(
    `fleetChanges: ${change.length} values for the period from ${new Date(startMs).toISOString()} were expected, ` +
      `${common ? common.length : 'none'} came.`,
  );
}

function blocksOf(changes: readonly PeriodChange[], blockMs: number): BucketSums[] {
  const blocks = new Map<number, BucketSums & { devices: number }>();
  for (const { startMs, change } of changes) {
    const bucket = Math.floor(startMs / blockMs);
    const block = blocks.get(bucket);
    if (!block) blocks.set(bucket, { bucket, devices: 1, sums: Float64Array.from(change) });
    else {
      block.devices++;
      for (const [t, value] of change.entries()) block.sums[t]! += value;
    }
  }
  return [...blocks.values()];
}

/** Blocks that a device must have for its mean to be known apart from them. */
const FEWEST_BLOCKS = 3;

/**
 * Of changes less the device's own mean change, which is what is looked for. That mean holds a share of 1 / blocks of
 * each of them, and neighbours would correlate by minus that without any dependence.
 */
class BlockCorrelation {
  readonly #map: FeatureMap;
  #products = 0;
  #squares = 0;

  constructor(map: FeatureMap) {
    this.#map = map;
  }

  get value(): number | undefined {
    return this.#squares > 0 ? this.#products / this.#squares : undefined;
  }

  add(buckets: readonly BucketSums[]): void {
    const count = buckets.length;
    if (count < FEWEST_BLOCKS) return;
    const { numbers, devices: periods, vectors } = mappedBuckets(buckets, this.#map);
    const means = vectors.map((vector, at) => vector.map((value) => value / periods[at]!));
    const mean = means[0]!.map((_, t) => means.reduce((sum, one) => sum + one[t]! / count, 0));
    const deviations = means.map((one) => one.map((value, t) => value - mean[t]!));
    const square = deviations.reduce((sum, one) => sum + dot(one, one), 0) / (count - 1);
    for (let at = 1; at < count; at++) {
      if (numbers[at] !== numbers[at - 1]! + 1) continue;
      this.#products += dot(deviations[at - 1]!, deviations[at]!) + square / count;
      this.#squares += square;
    }
  }
}
