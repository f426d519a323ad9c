import { requireLevel } from '../base/checks.js';
import { InvalidOptionError } from '../base/errors.js';
import { benjaminiHochberg } from '../ks/multipleTesting.js';
import type { BucketSums } from './buckets.js';
import type { FeatureMap } from './featureMap.js';
import { type FleetTest, type FlipOptions, pairedTest } from './pairedTest.js';

/** Devices that share a release, a browser, a site, or any label. */
export interface FleetGroup {
  readonly name: string;
  /** What changed at its devices, by bucket. */
  readonly buckets: readonly BucketSums[];
}

export interface FalseDiscoveryOptions extends FlipOptions {
  /** The share of false ones among those found that is to be expected at most. @defaultValue .05 */
  readonly level?: number;
}

/** What the test of one of many says. */
export interface GroupTest extends FleetTest {
  readonly name: string;
  /** The level at which it would just be found among the others. */
  readonly adjustedPValue: number;
  readonly isChanged: boolean;
}

/** Groups that say something, and those that cannot. */
export interface GroupTests {
  /** In the order given. */
  readonly groups: readonly GroupTest[];
  /** Names of those with so few buckets that no p-value of theirs could be found at the level, however far off. */
  readonly tooFew: readonly string[];
}

/**
 * In which groups has anything changed? Each is tested on its own (`pairedTest`), and the procedure of Benjamini and
 * Hochberg keeps the expected share of false ones among those found. Groups of one label have no device in common
 * and are independent; groups of several labels overlap, and as they then lie high or low together, the share is
 * kept as well (Benjamini & Yekutieli, Annals of Statistics 29, 2001, on positive dependence), which is not proven
 * for them.
 *
 * Flips end for a group when 20 have reached its U (`stopAfter`), so that only groups that stand out cost all of
 * them: 9,999 by default, because of 200 groups the first is found only at .05 / 200.
 *
 * Groups among {@link GroupTests.tooFew} are not counted.
 *
 * @param groups Gone through once, so that they need not be at hand all at once.
 * @throws {@link InvalidOptionError} for two groups of one name, or buckets or options that are out of range.
 */
export function testGroups(
  groups: Iterable<FleetGroup>,
  map: FeatureMap,
  { level = 0.05, flips = 9_999, stopAfter = 20, seed }: FalseDiscoveryOptions,
): GroupTests {
  requireLevel('level', level);
  const names = new Set<string>();
  const tests: (FleetTest & { readonly name: string })[] = [];
  const tooFew: string[] = [];
  for (const { name, buckets } of groups) {
    if (names.has(name)) {
      throw new InvalidOptionError(`groups: each once was expected, '${name}' came twice.`);
    }
    names.add(name);
    if (2 ** (1 - buckets.length) > level) tooFew.push(name);
    else {
      const options = { flips, stopAfter, seed: seed + tests.length };
      tests.push({ name, ...pairedTest(buckets, map, options) });
    }
  }
  const pValues = tests.map(({ pValue }) => pValue);
  const { adjusted } = benjaminiHochberg(pValues, level);
  return {
    groups: tests.map((test, at) => ({
      ...test,
      adjustedPValue: adjusted[at]!,
      isChanged: adjusted[at]! <= level,
    })),
    tooFew,
  };
}
