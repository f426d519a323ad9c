/** Pixels as in ImageData: RGBA, row-major, 0 to 255. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/**
 * Bilinear resampling to size × size, pixel centres aligned. Own code, because a canvas resamples
 * differently from browser to browser, and the shipped reference must fit everywhere.
 */
export function resizeBilinear(source: Pixels, size: number): ImageData {
  const target = new ImageData(size, size);
  const columns = samplePositions(source.width, size);
  const rows = samplePositions(source.height, size);
  for (let y = 0; y < size; y++) {
    const row = rows[y]!;
    for (let x = 0; x < size; x++) {
      const column = columns[x]!;
      for (let channel = 0; channel < 4; channel++) {
        const at = (j: number, i: number) => source.data[(j * source.width + i) * 4 + channel]!;
        const top = mix(at(row.low, column.low), at(row.low, column.high), column.weight);
        const bottom = mix(at(row.high, column.low), at(row.high, column.high), column.weight);
        target.data[(y * size + x) * 4 + channel] = mix(top, bottom, row.weight);
      }
    }
  }
  return target;
}

interface SamplePosition {
  readonly low: number;
  readonly high: number;
  readonly weight: number;
}

function samplePositions(from: number, to: number): SamplePosition[] {
  return Array.from({ length: to }, (_, i) => {
    const position = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    const low = Math.floor(position);
    return { low, high: Math.min(low + 1, from - 1), weight: position - low };
  });
}

function mix(a: number, b: number, weight: number): number {
  return a + (b - a) * weight;
}
