import { requireInteger } from '../base/checks.js';
import { InvalidFeaturesError, InvalidOptionError } from '../base/errors.js';
import { type NamesOf, requireOneOf } from '../base/names.js';
import type { ComputeChoice } from './engine.js';
import { type Kernel, kernels } from './kernel.js';
import type { Permutations } from './splits.js';

/**
 * The kernel's bandwidth: `'median'` of the reference's pairwise distances, fixed with the
 * reference; `'pooled-median'` of reference and live rows together, anew for each test
 * (TorchDrift's rule); `'fuse'`, five bandwidths combined in one test, from half the 5 % to twice the 95 %
 * quantile of the reference's distances (MMD-FUSE, gaussian kernel only, five kernels to compute); or a positive number, in units of the features. Distances are
 * Euclidean, for kernel `'laplace'` L1.
 */
export type Bandwidth = 'median' | 'pooled-median' | 'fuse' | number;

const namedBandwidths: readonly Bandwidth[] = ['median', 'pooled-median', 'fuse'];

/** Options of the kernel two-sample test. */
export interface MmdOptions {
  /** @defaultValue `'gaussian'` */
  readonly kernel?: Kernel;
  /** @defaultValue `'median'` */
  readonly bandwidth?: Bandwidth;
  /**
   * Number of random permutations, 1 to 10,000; the observed split comes on top, so that p-values
   * are multiples of 1 / (1 + permutations). Or `'exhaustive'`: all splits, where there are at most
   * 20,000 of them, for an exact p-value.
   * @defaultValue `999`
   */
  readonly permutations?: Permutations;
  /** Seed of the permutations; the same seed and data give the same p-value. @defaultValue `0` */
  readonly seed?: number;
}

export const mmdOptionNames: NamesOf<MmdOptions> = {
  kernel: true,
  bandwidth: true,
  permutations: true,
  seed: true,
};

/** @throws {@link InvalidOptionError} naming the option, what was expected and what came. */
export function resolveMmdOptions(options: MmdOptions): Required<MmdOptions> {
  const { kernel = 'gaussian', bandwidth = 'median', permutations = 999, seed = 0 } = options;
  requireOneOf('kernel', kernel, kernels);
  if (!namedBandwidths.includes(bandwidth) && !(Number.isFinite(bandwidth) && +bandwidth > 0)) {
    throw new InvalidOptionError(
      "bandwidth: 'median', 'pooled-median', 'fuse' or a number above 0 was expected, " +
        `${String(bandwidth)} came.`,
    );
  }
  if (bandwidth === 'fuse' && kernel !== 'gaussian') {
    throw new InvalidOptionError(
      `bandwidth: 'fuse' combines gaussian kernels; kernel '${kernel}' came. Leave \`kernel\` out.`,
    );
  }
  if (permutations !== 'exhaustive') requireInteger('permutations', permutations, 1, 10_000);
  requireInteger('seed', seed, -(2 ** 31), 2 ** 32 - 1);
  return { kernel, bandwidth, permutations, seed };
}

const computeChoices: readonly ComputeChoice[] = [
  'auto',
  'webgpu',
  'wasm',
  'typescript',
  'backend',
];

/** @throws {@link InvalidOptionError} for anything else. */
export function requireCompute(compute: ComputeChoice): void {
  if (computeChoices.includes(compute)) return;
  throw new InvalidOptionError(
    `compute: 'auto', 'webgpu', 'wasm' or 'typescript' was expected, '${String(compute)}' came.`,
  );
}

/** @throws {@link InvalidOptionError} for what is no GPUDevice. */
export function requireDevice(device: GPUDevice | undefined): void {
  if (device === undefined || typeof device?.createBuffer === 'function') return;
  const what = device instanceof Promise ? 'a promise came; await it' : `${typeof device} came`;
  throw new InvalidOptionError(`device: a GPUDevice was expected, ${what}.`);
}

/** The unbiased statistic divides by count - 1. @throws {@link InvalidFeaturesError} */
export function requireTwoRows(count: number, what: string): void {
  if (count < 2) {
    throw new InvalidFeaturesError(`${what}: at least 2 rows were expected, ${count} came.`);
  }
}

/** The sizes up to which a test is sure to fit into a browser's memory and a GPU's limits. */
export const limits = {
  referenceSize: 4_096,
  windowSize: 1_024,
  featureWidth: 8_192,
} as const;

/** @throws {@link InvalidOptionError} with the numbers, for a test beyond the {@link limits}. */
export function requireSizes(
  referenceSize: number,
  windowSize: number,
  featureWidth: number,
): void {
  const found = { referenceSize, windowSize, featureWidth };
  const tooLarge = (['referenceSize', 'windowSize', 'featureWidth'] as const).filter(
    (name) => found[name] > limits[name],
  );
  if (tooLarge.length === 0) return;
  const which = tooLarge.map((name) => `${name} ${found[name]} (at most ${limits[name]})`);
  throw new InvalidOptionError(
    `The test is too large: ${which.join(', ')}. Give fewer rows, or features of a narrower layer.`,
  );
}
