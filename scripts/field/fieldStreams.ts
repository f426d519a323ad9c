/** What the field watches: gaussian rows that shift or spread, and photos that are corrupted. */

import { rowOf } from '../../src/core/base/derivedRows.js';
import { normal } from '../../src/core/base/draws.js';
import { type Random, seededRandom } from '../../src/core/base/random.js';
import { type FeatureRow, type FeatureRows, pickRows } from '../../src/core/base/rows.js';
import {
  cleanPhotos,
  corruptedPhotos,
  corruptionNames,
  photoCounts,
  severities,
} from '../streams/corruptedPhotos.js';
import { shuffled } from '../streams/rowSets.js';

/** A drift, and how many of its rows are watched at most. */
export interface Drift {
  readonly name: string;
  readonly most: number;
  /** The rows of one stream. */
  rows(random: Random): () => FeatureRow;
}

/** A reference, and streams of rows like it and unlike it. */
export interface Scene {
  readonly reference: FeatureRows;
  undrifted(random: Random): () => FeatureRow;
  readonly drifts: readonly Drift[];
}

/** A kind of rows. */
export interface Setting {
  readonly name: string;
  /** Rows of a stream without drift that are read, after those that fill the windows. */
  readonly nullLength: number;
  /** A reference drawn anew for each seed. */
  scene(seed: number): Promise<Scene>;
}

type Draw = (gaussian: () => number, random: Random) => number;

function rowsOf(width: number, random: Random, drawsOf: (next: Random) => Draw): () => FeatureRow {
  const gaussian = normal(random);
  return () => {
    const draw = drawsOf(random);
    return new Float32Array(width).map(() => draw(gaussian, random));
  };
}

const standard: Draw = (gaussian) => gaussian();

/** Gaussian rows, and drifts of them: for each row, what its features are drawn from. */
function gaussianSetting(
  name: string,
  width: number,
  size: number,
  drifts: readonly (readonly [name: string, most: number, drawsOf: (next: Random) => Draw])[],
): Setting {
  return {
    name,
    nullLength: 2_000,
    scene: async (seed) => {
      const next = rowsOf(width, seededRandom(10_000 + seed), () => standard);
      const values = new Float32Array(size * width);
      for (let row = 0; row < size; row++) values.set(next(), row * width);
      return {
        reference: { values, count: size, width },
        undrifted: (random) => rowsOf(width, random, () => standard),
        drifts: drifts.map(([label, most, drawsOf]) => ({
          name: label,
          most,
          rows: (random) => rowsOf(width, random, drawsOf),
        })),
      };
    },
  };
}

const shifts = [0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];

/** A share of rows is spread twice as far, about a mean. */
const spread =
  (share: number, mean = 0) =>
  (random: Random): Draw =>
    random() < share ? (gaussian) => mean + 2 * gaussian() : standard;

/** Of this scale: variance 2 scale². */
const laplace = (scale: number) => (): Draw => (_, random) => {
  const uniform = random() - 0.5;
  return -scale * Math.sign(uniform) * Math.log(1 - 2 * Math.abs(uniform));
};

const uniform = (most: number) => (): Draw => (_, random) => most * (2 * random() - 1);

export const photoSetting: Setting = {
  name: 'photos',
  nullLength: 322,
  async scene(seed) {
    const clean = await cleanPhotos();
    const { all, reference: from, corrupted } = photoCounts;
    // Those that come corrupted are neither in the reference nor clean in the stream.
    const left = Array.from({ length: all }, (_, at) => at).filter(
      (at) => at < from || at >= from + corrupted,
    );
    const order = shuffled(left.length, seededRandom(20_000 + seed)).map((at) => left[at]!);
    const others = order.slice(from);
    const inAnyOrder = (rows: FeatureRows, of: Int32Array, random: Random) => {
      const photos = shuffled(of.length, random).map((at) => of[at]!);
      let next = 0;
      return () => rowOf(rows, photos[next++]!);
    };
    const drifts: Drift[] = [];
    for (const name of corruptionNames) {
      for (const severity of severities) {
        const rows = await corruptedPhotos(name, severity);
        const photos = Int32Array.from({ length: corrupted }, (_, at) => at);
        drifts.push({
          name: `${name} ${severity}`,
          most: corrupted,
          rows: (random) => inAnyOrder(rows, photos, random),
        });
      }
    }
    const reference = pickRows(clean, order.slice(0, from));
    return { reference, undrifted: (random) => inAnyOrder(clean, others, random), drifts };
  },
};

export const settings: readonly Setting[] = [
  gaussianSetting(
    'gaussian, width 16',
    16,
    600,
    shifts.map((shift) => [
      `shift ${shift}`,
      shift < 0.3 ? 400 : 150,
      () => (gaussian) => shift + gaussian(),
    ]),
  ),
  gaussianSetting('gaussian, width 20', 20, 1_000, [
    ['70 % of rows of twice the spread (μ 0)', 100, spread(0.7)],
    ['the same about a mean of .7', 100, spread(0.7, 0.7)],
    ['30 % of rows of twice the spread', 150, spread(0.3)],
    ['Laplace of scale 2', 60, laplace(2)],
    ['uniform on ±4', 60, uniform(4)],
  ]),
  photoSetting,
];
