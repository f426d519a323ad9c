import { readFileSync } from 'node:fs';

/** The kernels that there are golden values of. */
export const goldenKernels = ['gaussian', 'exponential', 'rationalQuadratic'] as const;
type GoldenKernel = (typeof goldenKernels)[number];

/** One two-sample problem with its exact answers, computed in float64 with another language. */
export interface GoldenCase {
  readonly n: number;
  readonly m: number;
  readonly reference: number[][];
  readonly live: number[][];
  /** Lower median of the whole pooled distance matrix. */
  readonly lengthscale: number;
  readonly referenceMedianLower: number;
  readonly kernels: Record<
    GoldenKernel,
    {
      readonly mmd2Unbiased: number;
      readonly permutationVariance: number;
      readonly permutationSkewness: number;
      readonly pearson3PValue: number;
    }
  >;
  readonly fuseGaussian: {
    readonly normalised_mmd2: number[];
    readonly logmeanexp_as_documented: number;
  };
  readonly exhaustiveNullGaussian: {
    readonly splits: number;
    readonly exactPValue: number;
    readonly mmd2UnbiasedAllSplits: number[];
  };
}

/** Two samples of numbers with their Kolmogorov-Smirnov statistic and its exact p-value. */
export interface GoldenKsCase {
  readonly x: number[];
  readonly y: number[];
  readonly D: number;
  readonly exact_p: number;
}

const file = new URL('../golden/mmd.json', import.meta.url);

const golden = JSON.parse(readFileSync(file, 'utf8')) as {
  cases: Record<string, GoldenCase>;
  ksTwoSample: GoldenKsCase[];
};

export const goldenCases = Object.entries(golden.cases);

export const goldenKsCases = golden.ksTwoSample;
