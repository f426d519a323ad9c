/** The two distributions that the papers' power is measured on and that are made of random numbers alone. */
import { normal } from '../../src/core/base/draws.js';
import type { Random } from '../../src/core/base/random.js';
import type { FeatureRows } from '../../src/core/base/rows.js';

/** What rows are drawn from. */
export interface Sampler {
  readonly width: number;
  draw(random: Random): ArrayLike<number>;
}

export function sampleRows({ width, draw }: Sampler, count: number, random: Random): FeatureRows {
  const values = new Float64Array(count * width);
  for (let row = 0; row < count; row++) values.set(draw(random), row * width);
  return { values, count, width };
}

export function uniformCube(width: number): Sampler {
  return { width, draw: (random) => Float64Array.from({ length: width }, random) };
}

/** The smooth bump of one interval, up on (-1, -½) and down on (-½, 0), and 0 elsewhere. */
function bump(x: number): number {
  if (x > -1 && x < -0.5) return Math.exp(-1 / (1 - (4 * x + 3) ** 2));
  if (x > -0.5 && x < 0) return -Math.exp(-1 / (1 - (4 * x + 1) ** 2));
  return 0;
}

/** A uniform density on the unit cube with a smooth perturbation in each of P^d cells. */
export interface PerturbedUniform {
  readonly width: number;
  /** P, along each axis. */
  readonly perturbations: number;
  /** The density is between 1 - amplitude and 1 + amplitude, 0 to 1. */
  readonly amplitude: number;
  /** θ of each cell, +1 or -1, shape [P^d]. */
  readonly signs: ArrayLike<number>;
}

/**
 * The density of Schrab et al., "MMD Aggregated Two-Sample Test", JMLR 24, 2023, eq. 17: with G the
 * {@link bump}, whose height is 1/e,
 *
 *     f(x) = 1 + a e^d Σ_ν θ_ν Π_r G(P x_r - ν_r),  ν ∈ {1, …, P}^d,  x ∈ [0, 1]^d
 *
 * No two bumps overlap, so that only that of the cell of x counts.
 */
export function perturbedDensity(of: PerturbedUniform, x: ArrayLike<number>): number {
  const { width, perturbations, amplitude, signs } = of;
  let cell = 0;
  let product = 1;
  for (let axis = 0; axis < width; axis++) {
    const scaled = perturbations * x[axis]!;
    const at = Math.min(perturbations - 1, Math.floor(scaled));
    cell = cell * perturbations + at;
    product *= Math.E * bump(scaled - at - 1);
  }
  return 1 + amplitude * signs[cell]! * product;
}

/** By rejection. */
export function perturbedUniform(of: PerturbedUniform): Sampler {
  const cube = uniformCube(of.width);
  return {
    width: of.width,
    draw(random) {
      for (;;) {
        const x = cube.draw(random);
        if ((1 + of.amplitude) * random() < perturbedDensity(of, x)) return x;
      }
    },
  };
}

export function randomSigns(cells: number, random: Random): Int8Array {
  return Int8Array.from({ length: cells }, () => (random() < 0.5 ? -1 : 1));
}

/**
 * Four gaussians of two dimensions about (±20, ±20), equally likely, of deviation 1; that of the last one
 * may differ: Biggs, Schrab & Gretton, "MMD-FUSE", NeurIPS 2023, section 6.
 */
export function gaussianMixture(lastDeviation: number): Sampler {
  const normals = new WeakMap<Random, () => number>();
  return {
    width: 2,
    draw(random) {
      // One source for all rows: it keeps the second number of each pair.
      const gaussian = normals.get(random) ?? normal(random);
      normals.set(random, gaussian);
      const [isRight, isUpper] = [random() < 0.5, random() < 0.5];
      const deviation = isRight || isUpper ? 1 : lastDeviation;
      return [
        (isRight ? 20 : -20) + deviation * gaussian(),
        (isUpper ? 20 : -20) + deviation * gaussian(),
      ];
    },
  };
}
