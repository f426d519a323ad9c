/** Pixels as in ImageData: RGBA, row by row, 0 to 255. */
export interface PicturePixels {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}

/**
 * A picture cut into square cells: coarse enough for its light and colours to be those of areas, in which
 * noise and fine detail average out, and a place to ask for noise and detail. NaN where a cell has too
 * few opaque pixels for an answer.
 */
export interface PictureCells {
  readonly columns: number;
  readonly rows: number;
  /** Means over a cell's opaque pixels, 0 to 1. */
  readonly red: Float64Array;
  readonly green: Float64Array;
  readonly blue: Float64Array;
  readonly luma: Float64Array;
  /** Standard deviation of the noise in each cell's luma. */
  readonly noise: Float64Array;
  /** Mean squares of differences at a small step and at four times that step. */
  readonly fine: Float64Array;
  readonly coarse: Float64Array;
}

/** Shares of red, green and blue in the luma (ITU-R BT.601). */
const LUMA = [0.299, 0.587, 0.114] as const;

/** Cells along the longer side of a picture of 128 pixels and more. */
const CELLS = 32;

/** Pixels: in less there is no telling noise from detail. */
const SMALLEST_EDGE = 4;

/** Pixels along the longer side for which differences are taken between neighbours. */
const NEIGHBOURLY = 112;

/** From this alpha on a pixel shows its own colour. */
const OPAQUE = 128;

export function pictureCells(pixels: PicturePixels): PictureCells {
  const { width, height } = pixels;
  const longest = Math.max(width, height);
  const edge = Math.min(Math.max(SMALLEST_EDGE, Math.round(longest / CELLS)), width, height);
  const grid: Grid = {
    width,
    height,
    edge,
    columns: Math.floor(width / edge),
    rows: Math.floor(height / edge),
  };
  const luma = lumaOf(pixels);
  const [red, green, blue] = [0, 1, 2].map((channel) => colourMeans(pixels, grid, channel)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const step = Math.max(1, Math.round(longest / NEIGHBOURLY));
  return {
    columns: grid.columns,
    rows: grid.rows,
    red,
    green,
    blue,
    luma: red.map((r, at) => LUMA[0] * r + LUMA[1] * green[at]! + LUMA[2] * blue[at]!),
    noise: noiseOf(luma, grid),
    fine: differences(luma, grid, step, step),
    coarse: differences(luma, grid, 4 * step, step),
  };
}

interface Grid {
  readonly width: number;
  readonly height: number;
  readonly edge: number;
  readonly columns: number;
  readonly rows: number;
}

/** 0 to 1, NaN where a pixel is transparent. */
function lumaOf({ width, height, data }: PicturePixels): Float32Array {
  const luma = new Float32Array(width * height);
  for (let pixel = 0, at = 0; pixel < luma.length; pixel++, at += 4) {
    luma[pixel] =
      data[at + 3]! < OPAQUE
        ? Number.NaN
        : (LUMA[0] * data[at]! + LUMA[1] * data[at + 1]! + LUMA[2] * data[at + 2]!) / 255;
  }
  return luma;
}

/** Of cells at least half of which is opaque. */
function colourMeans(
  { data }: PicturePixels,
  { width, edge, columns, rows }: Grid,
  channel: number,
): Float64Array {
  const means = new Float64Array(columns * rows);
  for (let cell = 0; cell < means.length; cell++) {
    const first = Math.floor(cell / columns) * edge * width + (cell % columns) * edge;
    let sum = 0;
    let count = 0;
    for (let y = 0; y < edge; y++) {
      for (let x = 0; x < edge; x++) {
        const at = 4 * (first + y * width + x);
        if (data[at + 3]! < OPAQUE) continue;
        sum += data[at + channel]!;
        count++;
      }
    }
    means[cell] = 2 * count >= edge * edge ? sum / count / 255 : Number.NaN;
  }
  return means;
}

/** For Gaussian noise of standard deviation σ the mask's response has the mean σ / this. */
const TO_SIGMA = Math.sqrt(Math.PI / 2) / 6;

/**
 * What a mask that is blind to constant, linear and quadratic light leaves of each pixel's neighbourhood, as the
 * noise it would be (Immerkær, "Fast Noise Variance Estimation", Computer Vision and Image Understanding 64,
 * 1996).
 */
function noiseOf(luma: Float32Array, grid: Grid): Float64Array {
  const { width, height } = grid;
  const { sums, counts, columnOf, rowOf } = emptySums(grid);
  const bottom = Math.min(height - 1, rowOf.length);
  const end = Math.min(width - 1, columnOf.length);
  for (let y = 1; y < bottom; y++) {
    for (let x = 1; x < end; x++) {
      const at = y * width + x;
      const above = at - width;
      const below = at + width;
      const corners = luma[above - 1]! + luma[above + 1]! + luma[below - 1]! + luma[below + 1]!;
      const sides = luma[above]! + luma[below]! + luma[at - 1]! + luma[at + 1]!;
      const left = Math.abs(corners - 2 * sides + 4 * luma[at]!);
      if (Number.isNaN(left)) continue;
      const cell = rowOf[y]! + columnOf[x]!;
      sums[cell]! += TO_SIGMA * left;
      counts[cell]!++;
    }
  }
  return meansOf(sums, counts, grid);
}

/** Squares of how far each pixel is from the mean of the two that are a step away, along rows and columns. */
function differences(luma: Float32Array, grid: Grid, step: number, everyRow: number): Float64Array {
  const { width, height } = grid;
  const { sums, counts, columnOf, rowOf } = emptySums(grid);
  for (const [right, down] of [
    [step, 0],
    [0, step],
  ] as const) {
    const apart = right + down * width;
    const bottom = Math.min(height - down, rowOf.length);
    const end = Math.min(width - right, columnOf.length);
    for (let y = down; y < bottom; y += everyRow) {
      for (let x = right; x < end; x++) {
        const at = y * width + x;
        const difference = luma[at]! - (luma[at - apart]! + luma[at + apart]!) / 2;
        if (Number.isNaN(difference)) continue;
        const cell = rowOf[y]! + columnOf[x]!;
        sums[cell]! += difference * difference;
        counts[cell]!++;
      }
    }
  }
  return meansOf(sums, counts, grid);
}

/** What pixels add to, by the cell that they are in. Those to the right of the last whole cell, and below, are in none. */
function emptySums({ edge, columns, rows }: Grid) {
  const cells = columns * rows;
  return {
    sums: new Float64Array(cells),
    counts: new Int32Array(cells),
    columnOf: Int32Array.from({ length: columns * edge }, (_, x) => Math.floor(x / edge)),
    rowOf: Int32Array.from({ length: rows * edge }, (_, y) => Math.floor(y / edge) * columns),
  };
}

/** NaN where fewer than half of a cell's pixels have a value. */
function meansOf(sums: Float64Array, counts: Int32Array, { edge }: Grid): Float64Array {
  return sums.map((sum, cell) => {
    const count = counts[cell]!;
    return 2 * count >= edge * edge ? sum / count : Number.NaN;
  });
}
