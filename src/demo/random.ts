// The library's own generator is no part of its interface; this is the same one.

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

/**
 * A source of independent standard normal numbers (mean 0, variance 1), by Box and Muller (1958):
 * for uniform u and v, √(-2 ln u) · (cos 2πv, sin 2πv) is a pair of them. Numbers beyond ±6.7 do
 * not occur, the uniforms having 32 bits.
 *
 * @param random Two uniform numbers are drawn from it for every two normal ones.
 */
export function normal(random: Random): () => number {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const second = spare;
      spare = undefined;
      return second;
    }
    // 1 - u, because u may be 0 but is never 1.
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/** The numbers 0 to count - 1 in random order (Fisher and Yates). */
export function shuffled(count: number, random: Random): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
