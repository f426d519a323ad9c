/** The papers' settings that need no data of theirs, with the power that they or their repositories state. */
import { type Random, seededRandom } from '../../src/core/base/random.js';
import type { FeatureRows } from '../../src/core/base/rows.js';
import { type LookTest, ownTests, paperGrid } from './lookTests.js';
import {
  gaussianMixture,
  perturbedUniform,
  randomSigns,
  type Sampler,
  sampleRows,
  uniformCube,
} from './samplers.js';

/** Rows of each of the two samples. */
export const SAMPLE = 500;

/** One pair of distributions. */
export interface Cell {
  readonly name: string;
  /** How many looks its power is the share of. */
  readonly looks: number;
  readonly tests: readonly LookTest[];
  /** Stated power, in the order of the setting's methods. */
  readonly published: readonly number[];
  /** Reference and live rows of one look. */
  rows(random: Random): { readonly reference: FeatureRows; readonly live: FeatureRows };
}

export interface Setting {
  readonly name: string;
  /** Of the stated powers. */
  readonly methods: readonly string[];
  readonly cells: readonly Cell[];
}

/** As many as the papers' 200; more without a drift, where a share near .05 is to be told from .05. */
const [LOOKS, NULL_LOOKS] = [200, 400];

/** @param hasPaperGrid Its twenty kernels take twice the time of all others together. */
function cell(
  name: string,
  published: readonly number[],
  hasPaperGrid: boolean,
  samplers: (random: Random) => { readonly reference: Sampler; readonly live: Sampler },
  looks = LOOKS,
): Cell {
  return {
    name,
    looks,
    published,
    tests: [...ownTests, ...(hasPaperGrid ? [paperGrid] : [])],
    rows(random) {
      const { reference, live } = samplers(random);
      return {
        reference: sampleRows(reference, SAMPLE, random),
        live: sampleRows(live, SAMPLE, random),
      };
    },
  };
}

/** Uniform rows, and perturbed ones with signs drawn anew for each look. */
const perturbed =
  (width: number, perturbations: number, amplitude: number) => (random: Random) => ({
    reference: uniformCube(width),
    live: perturbedUniform({
      width,
      perturbations,
      amplitude,
      signs: randomSigns(perturbations ** width, random),
    }),
  });

const ofFuse = ['MMD-FUSE', 'MMDAgg', 'median'];

export const settings: readonly Setting[] = [
  {
    name: 'perturbed uniform, d = 1, P = 2',
    methods: ofFuse,
    cells: (
      [
        [0, [0.045, 0.035, 0.04], true],
        [0.3, [0.505, 0.605, 0.29], true],
        [0.4, [0.825, 0.88, 0.465], false],
      ] as const
    ).map(([a, published, hasGrid]) =>
      cell(`a = ${a}`, published, hasGrid, perturbed(1, 2, a), a === 0 ? NULL_LOOKS : LOOKS),
    ),
  },
  {
    name: 'perturbed uniform, d = 2, P = 2',
    methods: ofFuse,
    cells: (
      [
        [0, [0.045, 0.045, 0.05], false],
        [0.6, [0.485, 0.395, 0.05], true],
        [0.8, [0.885, 0.83, 0.06], false],
      ] as const
    ).map(([a, published, hasGrid]) =>
      cell(`a = ${a}`, published, hasGrid, perturbed(2, 2, a), a === 0 ? NULL_LOOKS : LOOKS),
    ),
  },
  {
    name: 'mixture of four gaussians, d = 2',
    methods: ofFuse,
    cells: (
      [
        [1, [0.035, 0.05, 0.035], false],
        [0.7, [0.51, 0.46, 0.03], true],
      ] as const
    ).map(([sigma, published, hasGrid]) =>
      cell(
        `σ = ${sigma}`,
        published,
        hasGrid,
        () => ({ reference: gaussianMixture(1), live: gaussianMixture(sigma) }),
        sigma === 1 ? NULL_LOOKS : LOOKS,
      ),
    ),
  },
  {
    name: 'perturbed uniform, d = 1, P = 6, all θ = 1',
    methods: ['MMD-FUSE', 'MMDAgg'],
    cells: [
      cell('a = 0.5', [0.94, 0.745], true, () => ({
        reference: uniformCube(1),
        live: perturbedUniform({
          width: 1,
          perturbations: 6,
          amplitude: 0.5,
          signs: new Int8Array(6).fill(1),
        }),
      })),
    ],
  },
  {
    name: 'perturbed uniform of MMDAgg, d = 1, a = 2.7 / (e P)',
    methods: ['MMDAgg', 'MMDAgg, Laplace', 'median', 'median, Laplace'],
    cells: [cell('P = 3', [0.348, 0.234, 0.082, 0.17], false, perturbed(1, 3, 2.7 / (Math.E * 3)))],
  },
];

/** Look for look the same in all cells. */
export const randomOf = (look: number): Random => seededRandom(3_000_000 + look);
