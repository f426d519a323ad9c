import type { InputProperties } from '../base/rowProperties.js';
import { benjaminiHochberg } from '../ks/multipleTesting.js';
import { wordsOf } from './propertyWords.js';
import { rankSum } from './rankSum.js';

/** How a property of the changed inputs compares with the reference's. */
export interface PropertyChange {
  readonly name: string;
  /**
   * Whether it is worth words: rejected jointly with all others, and neither small nor a trifle beside the
   * strongest change, nor brought about by another one.
   */
  readonly changed: boolean;
  /** How its values of now compare with the reference's. */
  readonly direction: 'higher' | 'lower';
  /** Medians of the reference and of the changed inputs. */
  readonly reference: number;
  readonly live: number;
  /** The chance that a changed input has more of it than one of the reference, 0 to 1. */
  readonly chanceAbove: number;
  /** How far the median moved: in standard deviations of the reference, at least in steps that people care for. */
  readonly strength: number;
  /** Of a rank-sum test. */
  readonly pValue: number;
  /** The same for all properties together, by Benjamini and Hochberg. */
  readonly adjustedPValue: number;
}

/** What is compared. */
export interface ComparedProperties {
  /** By name, one value for each of the reference's rows, NaN where it is not known. */
  readonly reference: Readonly<Record<string, ArrayLike<number>>>;
  /** Of the changed inputs. */
  readonly live: readonly (InputProperties | undefined)[];
  /** How many independent inputs say as much as one of them, above 0, at most 1. @defaultValue 1 */
  readonly effectiveShare?: number | undefined;
}

/** Of fewer inputs, or rows of the reference, nothing is said. */
export const FEWEST_INPUTS = 5;

/** The expected share of false ones among the changes; of inputs in which nothing changed, how many are told one. */
const LEVEL = 0.02;

/** How far from a half the chance to be above must be. */
const LEAST_CHANCE = 0.15;

/** Steps. */
const LEAST_STEPS = 1;

/** Of the strongest change, or of what is a giant already. */
const LEAST_SHARE = 0.5;
const GIANT = 6;

/**
 * Which properties of changed inputs are others than the reference's: a rank-sum test of each, jointly at an
 * expected share of false ones of .02 (Benjamini and Hochberg 1995). Properties that fewer than five, or fewer than
 * half of the inputs or of the reference's rows have are left out, as they cannot be compared.
 *
 * A property that varies more, about the same median, does not count as changed.
 *
 * @returns Changed ones first, the strongest first.
 */
export function changedProperties({
  reference,
  live,
  effectiveShare = 1,
}: ComparedProperties): PropertyChange[] {
  const compared = Object.entries(reference).flatMap(([name, values]) => {
    const before = known(values).sort();
    const now = known(live.map((properties) => properties?.[name] ?? Number.NaN));
    const isKnown = isEnough(before, values.length) && isEnough(now, live.length);
    return isKnown ? [compare(name, before, now, effectiveShare)] : [];
  });
  if (compared.length === 0) return [];
  const { adjusted } = benjaminiHochberg(
    compared.map(({ pValue }) => pValue),
    LEVEL,
  );
  const tested = compared.map((one, at) => ({ ...one, adjustedPValue: adjusted[at]! }));
  const moved = tested.filter(
    ({ adjustedPValue, chanceAbove, steps }) =>
      adjustedPValue <= LEVEL &&
      Math.abs(chanceAbove - 0.5) >= LEAST_CHANCE &&
      Math.abs(steps) >= LEAST_STEPS,
  );
  const own = moved.filter(({ name, direction }) => !isConsequence(name, direction, moved));
  const strongest = Math.max(...own.map(({ strength }) => strength));
  const least = LEAST_SHARE * Math.min(strongest, GIANT);
  return tested
    .map(({ steps: _, ...change }) => ({
      ...change,
      changed: own.some(({ name, strength }) => name === change.name && strength >= least),
    }))
    .sort((a, b) => Number(b.changed) - Number(a.changed) || b.strength - a.strength);
}

function compare(
  name: string,
  reference: Float64Array,
  live: Float64Array,
  effectiveShare: number,
): Omit<PropertyChange, 'changed' | 'adjustedPValue'> & { readonly steps: number } {
  const { steps: inSteps } = wordsOf(name, spreadOf(reference));
  const { chanceAbove, pValue } = rankSum(reference, live, live.length * effectiveShare);
  const [before, now] = [median(reference), median(live.slice().sort())];
  const steps = inSteps(now) - inSteps(before);
  // Steps rise with the value, so that order stays.
  const spread = robustSpread(reference.map(inSteps));
  return {
    name,
    direction: (steps || chanceAbove - 0.5) < 0 ? 'lower' : 'higher',
    reference: before,
    live: now,
    chanceAbove,
    strength: Math.abs(steps) / Math.hypot(1, spread),
    pValue,
    steps,
  };
}

function isConsequence(
  name: string,
  direction: PropertyChange['direction'],
  moved: readonly Pick<PropertyChange, 'name' | 'direction'>[],
): boolean {
  const { follows = [] } = wordsOf(name, 1);
  return follows.some(
    (one) =>
      one.direction === direction &&
      moved.some(
        (other) => other.name === one.of && (one.if ?? other.direction) === other.direction,
      ),
  );
}

const known = (values: ArrayLike<number>): Float64Array =>
  Float64Array.from(values).filter(Number.isFinite);

function isEnough(values: Float64Array, of: number): boolean {
  return values.length >= FEWEST_INPUTS && 2 * values.length >= of;
}

function median(sorted: Float64Array): number {
  const { length } = sorted;
  return (sorted[(length - 1) >> 1]! + sorted[length >> 1]!) / 2;
}

/** Of a normal distribution the quartiles are so many standard deviations apart. */
const BETWEEN_QUARTILES = 1.349;

function robustSpread(sorted: Float64Array): number {
  const at = (p: number): number => sorted[Math.round(p * (sorted.length - 1))]!;
  return (at(0.75) - at(0.25)) / BETWEEN_QUARTILES;
}

/** Above 0, also of values most of which are the same. */
function spreadOf(sorted: Float64Array): number {
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const variance = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / sorted.length;
  return robustSpread(sorted) || Math.sqrt(variance) || 0.1 * Math.abs(mean) || 1;
}
