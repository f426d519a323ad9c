/** Pixels as in ImageData: RGBA, row-major, 0 to 255. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/**
 * Bilinear resampling to size × size, pixel centres aligned. Own code, because a canvas resamples
 * differently from browser to browser, and the shipped reference must fit everywhere.
 */
export function resizeBilinear(source: Pixels, size: number): Pixels {
  const target = new Uint8ClampedArray(4 * size * size);
  const { width, data } = source;
  const columns = samplePositions(width, size);
  let to = 0;
  for (const row of samplePositions(source.height, size)) {
    const above = row.low * width;
    const below = row.high * width;
    for (const { low, high, weight } of columns) {
      for (let channel = 0; channel < 4; channel++) {
        const from = 4 * low + channel;
        const next = 4 * high + channel;
        const top = mix(data[4 * above + from]!, data[4 * above + next]!, weight);
        const bottom = mix(data[4 * below + from]!, data[4 * below + next]!, weight);
        target[to++] = mix(top, bottom, row.weight);
      }
    }
  }
  return { width: size, height: size, data: target };
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
