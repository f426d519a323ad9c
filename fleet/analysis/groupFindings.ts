import type { BucketSums } from '../../src/core/fleet/buckets.js';
import { compareGroups } from '../../src/core/fleet/compareGroups.js';
import { type GroupTest, testGroups } from '../../src/core/fleet/groupTest.js';
import { type LandmarkChange, testLandmarks } from '../../src/core/fleet/landmarkTest.js';
import { pairedTest } from '../../src/core/fleet/pairedTest.js';
import { benjaminiHochberg } from '../../src/core/ks/multipleTesting.js';
import type { FleetStore, Grouping } from '../store/fleetStore.js';
import type { FindingSpan } from './findingSpan.js';
import type { FleetScope } from './fleetScope.js';

/** What a group of devices is told apart by. */
export interface GroupName {
  /** `'release'`, `'app'`, or the label's key. */
  readonly by: string;
  readonly isLabel: boolean;
  /** Empty: devices that do not say. */
  readonly value: string;
}

/** Whether a group changed, and whether more than the others. */
export interface GroupFinding extends GroupName {
  readonly devices: number;
  readonly u: number;
  readonly z: number;
  /** That it changed at all. */
  readonly adjustedPValue: number;
  readonly isChanged: boolean;
  /** U of all other devices of the grouping; null where there are too few. */
  readonly othersU: number | null;
  /** That what changed there is not what changed at the others. */
  readonly differencePValue: number | null;
  /** It changed, differs from the others, and by more than they did. */
  readonly standsOut: boolean;
  /** What comes more and less often there; of groups that stand out. */
  readonly landmarks: readonly LandmarkChange[];
}

export interface GroupFindings {
  /** Those that stand out first, by U; then the others by U. */
  readonly groups: readonly GroupFinding[];
  /** Those of too few devices to say anything. */
  readonly tooFew: readonly GroupName[];
  /** Devices that named several, as on the day of an update, by grouping. */
  readonly inSeveral: Readonly<Record<string, number>>;
  /** Groupings of which only the largest groups were looked at. */
  readonly cut: readonly string[];
}

/** The share of false ones among groups found. */
export const GROUP_LEVEL = 0.05;
/** Groups of one grouping: a label that is another one at each device is none. */
const MOST_GROUPS = 50;
const PERMUTATIONS = 1_999;

interface Candidate extends GroupName {
  readonly buckets: readonly BucketSums[];
  readonly others: readonly BucketSums[];
}

export async function groupFindings(
  store: FleetStore,
  { sketchId, periodMs, space, map }: FleetScope,
  { periods, baseline }: FindingSpan,
  labels: readonly string[],
): Promise<GroupFindings> {
  const candidates: Candidate[] = [];
  const inSeveral: Record<string, number> = {};
  const cut: string[] = [];
  for (const by of groupings(labels)) {
    const name = nameOf(by);
    const found = await store.changesByGroup({ sketchId, periodMs, periods, baseline, by });
    // One group alone is the fleet.
    if (found.groups.size < 2) continue;
    if (found.inSeveral > 0) inSeveral[name] = found.inSeveral;
    const bySize = [...found.groups].sort(([, a], [, b]) => devicesOf(b) - devicesOf(a));
    if (bySize.length > MOST_GROUPS) cut.push(name);
    for (const [value, buckets] of bySize.slice(0, MOST_GROUPS)) {
      const others = bySize.flatMap(([other, its]) => (other === value ? [] : its));
      candidates.push({ by: name, isLabel: by.by === 'label', value, buckets, others });
    }
  }
  const tests = testGroups(
    candidates.map((one) => ({ name: keyOf(one), buckets: one.buckets })),
    map,
    { level: GROUP_LEVEL, seed: 0 },
  );
  const tested = candidates.filter((one) => !tests.tooFew.includes(keyOf(one)));
  const compared = tested.map(({ buckets, others }, at) => {
    if (others.length < 2) return undefined;
    const apart = others.map((bucket, number) => ({ ...bucket, bucket: number }));
    const { pValue } = compareGroups(buckets, apart, map, { permutations: PERMUTATIONS, seed: at });
    const { u } = pairedTest(apart, map, { flips: 1, seed: at });
    return { pValue, u };
  });
  const pValues = compared.flatMap((one) => one?.pValue ?? []);
  const { adjusted } = benjaminiHochberg(Float64Array.from(pValues), GROUP_LEVEL);
  let next = 0;
  const groups = tested.map((one, at) => {
    const test = tests.groups[at]!;
    const comparison = compared[at];
    const finding = findingOf(
      one,
      test,
      comparison && { ...comparison, pValue: adjusted[next++]! },
    );
    const landmarks = finding.standsOut ? testLandmarks(one.buckets, space, { seed: at }) : [];
    return { ...finding, landmarks };
  });
  return {
    groups: groups.sort((a, b) => Number(b.standsOut) - Number(a.standsOut) || b.u - a.u),
    tooFew: candidates
      .filter((one) => tests.tooFew.includes(keyOf(one)))
      .map(({ by, isLabel, value }) => ({ by, isLabel, value })),
    inSeveral,
    cut,
  };
}

function findingOf(
  { by, isLabel, value }: GroupName,
  { devices, u, z, adjustedPValue, isChanged }: GroupTest,
  others: { readonly pValue: number; readonly u: number } | undefined,
): Omit<GroupFinding, 'landmarks'> {
  return {
    by,
    isLabel,
    value,
    devices,
    u,
    z,
    adjustedPValue,
    isChanged,
    othersU: others?.u ?? null,
    differencePValue: others?.pValue ?? null,
    standsOut: isChanged && others !== undefined && others.pValue <= GROUP_LEVEL && u > others.u,
  };
}

function groupings(labels: readonly string[]): Grouping[] {
  return [
    { by: 'release' },
    { by: 'app' },
    ...labels.map((key) => ({ by: 'label' as const, key })),
  ];
}

function nameOf(by: Grouping): string {
  return by.by === 'label' ? by.key : by.by;
}

function keyOf({ by, isLabel, value }: GroupName): string {
  return JSON.stringify([by, isLabel, value]);
}

function devicesOf(buckets: readonly BucketSums[]): number {
  return buckets.reduce((sum, { devices }) => sum + devices, 0);
}
