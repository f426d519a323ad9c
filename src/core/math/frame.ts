import type { FeatureRows } from '../base/rows.js';

/**
 * The coordinates that tests compute in: rows less a typical row of the reference, times a power of two
 * that brings them to about 1. Both change no test, as every row is treated alike, and both keep what
 * float32 would lose: features about 1e8 would differ by rounding only, and squares of 1e-20 be 0.
 */
export interface Frame {
  /** Shape [width], in float32, so that taking it off float32 rows on a GPU rounds once. */
  readonly centre: Float32Array;
  /** A power of two, so that it rounds nothing. */
  readonly scale: number;
}

/** Rows that a frame is made of, at most. */
const ROWS = 15;

/** Beyond these a float32 overflows, or loses digits. */
const [LEAST_EXPONENT, LARGEST_EXPONENT] = [-126, 126];

/**
 * Medians of some rows, not means of all: one row far from all others would move a mean so far from them
 * that float32 lost what they differ by.
 *
 * @param reference At least one row, finite.
 */
export function frameOf({ values, count, width }: FeatureRows): Frame {
  const rows = Math.min(ROWS, count);
  const starts = Array.from({ length: rows }, (_, k) => Math.floor((k * count) / rows) * width);
  const centre = new Float32Array(width);
  const column = new Float64Array(rows);
  for (let t = 0; t < width; t++) {
    for (let k = 0; k < rows; k++) column[k] = values[starts[k]! + t]!;
    centre[t] = median(column);
  }
  const reaches = Float64Array.from(starts, (start) => {
    let reach = 0;
    for (let t = 0; t < width; t++) {
      reach = Math.max(reach, Math.abs(values[start + t]! - centre[t]!));
    }
    return reach;
  });
  const reach = median(reaches) || Math.max(...reaches) || 1;
  const exponent = -Math.round(Math.log2(reach));
  return {
    centre,
    scale: 2 ** Math.min(LARGEST_EXPONENT, Math.max(LEAST_EXPONENT, exponent)),
  };
}

/** Reorders `values`. */
function median(values: Float64Array): number {
  return values.sort()[values.length >> 1]!;
}

/** Writes row `i`, less the centre and scaled, to `out`, shape [width]; in float64 until it is stored. */
export function frameRow(
  { centre, scale }: Frame,
  { values, width }: FeatureRows,
  i: number,
  out: Float32Array,
): void {
  const start = i * width;
  for (let t = 0; t < width; t++) out[t] = (values[start + t]! - centre[t]!) * scale;
}
