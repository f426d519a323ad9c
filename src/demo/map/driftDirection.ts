/**
 * Along which direction do the latest inputs differ from the reference? In coordinates of which each has mean 0
 * and variance 1 over the reference (whitened), Fisher's discriminant of the two is the difference of their means
 * (Fisher, "The Use of Multiple Measurements in Taxonomic Problems", Annals of Eugenics 7, 1936). What maps that
 * show the shape of the reference hide, as it is small beside that, lies along it.
 */

type Rows = readonly (readonly number[])[];

/** Places along the drift, in standard deviations of the reference. */
export interface AlongDrift {
  /** One for each row. */
  readonly reference: readonly number[];
  /** One for each row. */
  readonly live: readonly number[];
}

/**
 * Each live row is seen along the direction in which the others differ: its own part in it would put rows of pure
 * chance on the far side. So rows without drift lie about 0.
 *
 * @param reference Whitened, shape [n, k].
 * @param live In the same coordinates, oldest first, shape [m, k].
 * @param latest How many of the latest differ; the direction is theirs.
 */
export function alongDrift(reference: Rows, live: Rows, latest = live.length): AlongDrift {
  const width = reference[0]?.length ?? 0;
  const from = Math.max(0, live.length - latest);
  const differing = live.slice(from);
  const sum = Array.from({ length: width }, (_, c) =>
    differing.reduce((all, row) => all + row[c]!, 0),
  );
  const shared = unit(sum);
  return {
    reference: reference.map((row) => dot(row, shared)),
    live: live.map((row, at) => {
      const isOwn = at >= from && differing.length > 1;
      return dot(row, isOwn ? unit(sum.map((value, c) => value - row[c]!)) : shared);
    }),
  };
}

/** Of no length, the first coordinate. */
function unit(vector: readonly number[]): number[] {
  const length = Math.sqrt(dot(vector, vector));
  return vector.map((value, c) => (length > 0 ? value / length : c === 0 ? 1 : 0));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, at) => sum + value * b[at]!, 0);
}
