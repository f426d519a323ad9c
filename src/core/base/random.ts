/** Uniform numbers in [0, 1), the same sequence for the same seed. */
export type Random = () => number;

/**
 * A seeded generator: sfc32 (Chris Doty-Humphrey's PractRand, 128 bits of state, period at least
 * 2^32), its state filled from the seed by SplitMix32 so that neighbouring seeds are unrelated.
 *
 * @param seed Any integer; only its lower 32 bits count.
 */
export function seededRandom(seed: number): Random {
  let mix = seed | 0;
  const nextState = (): number => {
    mix = (mix + 0x9e3779b9) | 0;
    let z = mix;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return z ^ (z >>> 16);
  };
  let a = nextState();
  let b = nextState();
  let c = nextState();
  let counter = 1;
  return () => {
    const t = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return (t >>> 0) / 2 ** 32;
  };
}
