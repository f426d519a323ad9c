/** Where in a picture most of what makes it unlike the reference lies. */
export type Where =
  | 'top left'
  | 'top right'
  | 'bottom left'
  | 'bottom right'
  | 'top'
  | 'bottom'
  | 'left'
  | 'right'
  | 'middle'
  | 'all over';

/** Left, top, right and bottom border, in parts of the picture. */
type Region = readonly [left: number, top: number, right: number, bottom: number];

/** Each a quarter of the picture. */
const QUARTERS: Readonly<Partial<Record<Where, Region>>> = {
  'top left': [0, 0, 0.5, 0.5],
  'top right': [0.5, 0, 1, 0.5],
  'bottom left': [0, 0.5, 0.5, 1],
  'bottom right': [0.5, 0.5, 1, 1],
  middle: [0.25, 0.25, 0.75, 0.75],
};

const HALVES: Readonly<Partial<Record<Where, Region>>> = {
  top: [0, 0, 1, 0.5],
  bottom: [0, 0.5, 1, 1],
  left: [0, 0, 0.5, 1],
  right: [0.5, 0, 1, 1],
};

/** Of all shares above 0: twice what a quarter has by its size, and 1.4 times what a half has. */
const [LEAST_IN_QUARTER, LEAST_IN_HALF] = [0.5, 0.7];

/** A half is named instead of its quarter where the rest of it holds a third or more. */
const LEAST_OF_HALF = 2 / 3;

/**
 * In words, where the places lie that make a picture less like the reference.
 *
 * @param shares Shape [height, width]; those above 0 count.
 * @returns The quarter that holds half of them or more, or else the half that holds 70 %; undefined where none is
 *   above 0.
 */
export function whereOf(shares: ArrayLike<number>, size: PlaceCounts): Where | undefined {
  const total = shareIn([0, 0, 1, 1], shares, size);
  if (!(total > 0)) return undefined;
  const fullest = (regions: Readonly<Partial<Record<Where, Region>>>) =>
    (Object.entries(regions) as [Where, Region][])
      .map(([name, region]) => ({ name, held: shareIn(region, shares, size) / total }))
      .reduce((best, region) => (region.held > best.held ? region : best));
  const [quarter, half] = [fullest(QUARTERS), fullest(HALVES)];
  const isQuarter = quarter.held >= LEAST_IN_QUARTER && quarter.held >= LEAST_OF_HALF * half.held;
  if (isQuarter) return quarter.name;
  return half.held >= LEAST_IN_HALF ? half.name : 'all over';
}

/** How many places a picture has. */
interface PlaceCounts {
  readonly height: number;
  readonly width: number;
}

/** Of the shares above 0, what lies in a region; a place on its border counts by the part inside. */
function shareIn(
  [left, top, right, bottom]: Region,
  shares: ArrayLike<number>,
  { height, width }: PlaceCounts,
): number {
  const inside = (at: number, size: number, from: number, to: number): number =>
    Math.max(0, Math.min(at + 1, to * size) - Math.max(at, from * size));
  let sum = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const part = inside(x, width, left, right) * inside(y, height, top, bottom);
      sum += part * Math.max(0, shares[y * width + x]!);
    }
  }
  return sum;
}
