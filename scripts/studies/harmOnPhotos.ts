/** How well the accuracy of the photos' head is estimated without labels, beside what labels say. */

import { rowOf } from '../../src/core/base/derivedRows.js';
import { type Random, seededRandom } from '../../src/core/base/random.js';
import type { FeatureRows } from '../../src/core/base/rows.js';
import {
  type CalibrationDraws,
  calibrateConfidence,
} from '../../src/core/harm/confidenceCalibration.js';
import { type AccuracyEstimate, estimateAccuracy } from '../../src/core/harm/estimatedAccuracy.js';
import { surenessOf } from '../../src/core/ks/modelOutputs.js';
import type { CorruptionName } from '../../src/demo/corruption/corrupt.js';
import { classesOfPhotos, photoHead } from '../head/photoHead.js';
import { logitsOf } from '../head/softmaxRegression.js';
import {
  cleanPhotos,
  corruptedPhotos,
  corruptionNames,
  photoCounts,
  severities,
} from '../streams/corruptedPhotos.js';
import { shuffled } from '../streams/rowSets.js';
import { type SimulatedRow, simulatedRow } from './studyRow.js';

const WINDOW = 64;
const CLASSES = 10;

/** How sure the head is of each photo, and whether it is right. */
interface Answers {
  readonly confidence: Float32Array;
  readonly correct: Float32Array;
}

/** A window's estimate and what its labels say. */
interface Judged {
  readonly estimate: AccuracyEstimate;
  readonly right: number;
}

/** Rows of the reference with a label. */
const LABELLED = [400, 100] as const;

export async function accuracyOfPhotos(
  references: number,
  windows: number,
): Promise<SimulatedRow[]> {
  const classes = classesOfPhotos();
  const clean = answersOf(await cleanPhotos(), classes);
  const { reference: from, corrupted: count } = photoCounts;
  const kinds = corruptionNames.flatMap((name) =>
    severities.map((severity) => ({ name, severity })),
  );
  const corrupted: Answers[] = [];
  for (const { name, severity } of kinds) {
    const labels = classes.slice(from, from + count);
    corrupted.push(answersOf(await corruptedPhotos(name, severity), labels));
  }
  const rows: SimulatedRow[] = [];
  for (const labelled of LABELLED) {
    const judged = { clean: [] as Judged[], mix: [] as Judged[], one: [] as Judged[] };
    const judgedKinds = kinds.map((): Judged[] => []);
    for (let seed = 0; seed < references; seed++) {
      const random = seededRandom(7_000 + seed);
      // Photos that are shown corrupted, too, are in no reference.
      const others = [...shuffled(classes.length, random)].filter(
        (photo) => photo < from || photo >= from + count,
      );
      const calibrated = calibrationOf(clean, others.slice(0, 600), labelled, seed);
      const rest = others.slice(600);
      for (let window = 0; window < windows; window++) {
        const judge = (answers: Answers, photos: readonly number[]): Judged =>
          judgedWindow(answers, photos, calibrated, 1_000 * seed + window);
        judged.clean.push(
          judge(
            clean,
            drawn(rest, () => 1, random),
          ),
        );
        const shares = Array.from({ length: CLASSES }, () => -Math.log(1 - random()));
        judged.mix.push(
          judge(
            clean,
            drawn(rest, (photo) => shares[classes[photo]!]!, random),
          ),
        );
        const few = new Set(shuffled(CLASSES, random).slice(0, 2));
        judged.one.push(
          judge(
            clean,
            drawn(rest, (photo) => (few.has(classes[photo]!) ? 1 : 0), random),
          ),
        );
        if (window >= windows / 4) continue;
        for (const [at, answers] of corrupted.entries()) {
          const photos = [...shuffled(count, random)].slice(0, WINDOW);
          judgedKinds[at]!.push(judge(answers, photos));
        }
      }
    }
    const settings = `${labelled} labelled rows`;
    rows.push(
      bandRow(`clean, ${settings}`, judged.clean, 0.9),
      bandRow(`classes in other proportions, ${settings}`, judged.mix, 0.9),
      bandRow(`two classes of ten, ${settings}`, judged.one, 0.9),
    );
    if (labelled !== LABELLED[0]) continue;
    for (const [at, { name, severity }] of kinds.entries()) {
      rows.push(errorRow(name, severity, judgedKinds[at]!));
    }
  }
  return rows;
}

function calibrationOf(
  { confidence, correct }: Answers,
  photos: readonly number[],
  labelled: number,
  seed: number,
): CalibrationDraws {
  return calibrateConfidence(
    {
      confidence: photos.map((photo) => confidence[photo]!),
      correct: photos.map((photo, at) => (at < labelled ? correct[photo]! : Number.NaN)),
    },
    { draws: 200, seed },
  )!;
}

function judgedWindow(
  { confidence, correct }: Answers,
  photos: readonly number[],
  calibrated: CalibrationDraws,
  seed: number,
): Judged {
  const seen = photos.map((photo) => confidence[photo]!);
  const right = photos.reduce((sum, photo) => sum + correct[photo]!, 0) / photos.length;
  return { estimate: estimateAccuracy(seen, calibrated, { seed })!, right };
}

/** Different photos of a window, the more often the more they weigh. */
function drawn(
  photos: readonly number[],
  weightOf: (photo: number) => number,
  random: Random,
): number[] {
  // Efraimidis & Spirakis, "Weighted random sampling with a reservoir", 2006.
  return photos
    .map((photo) => ({ photo, key: Math.log(1 - random()) / weightOf(photo) }))
    .sort((a, b) => b.key - a.key)
    .slice(0, WINDOW)
    .map(({ photo }) => photo);
}

function answersOf(rows: FeatureRows, classes: readonly number[]): Answers {
  const head = photoHead();
  const logits = Array.from({ length: rows.count }, (_, row) => logitsOf(head, rowOf(rows, row)));
  return {
    confidence: Float32Array.from(logits, (of) => surenessOf(of).confidence),
    correct: Float32Array.from(logits, (of, row) =>
      of.indexOf(Math.max(...of)) === classes[row] ? 1 : 0,
    ),
  };
}

function bandRow(setting: string, judged: readonly Judged[], least: number): SimulatedRow {
  return simulatedRow(
    'accuracy-band',
    `accuracy in its band, ${setting}`,
    inBand(judged),
    [least, null],
    `${judged.length} windows of ${WINDOW}; ${means(judged)}`,
  );
}

function errorRow(name: CorruptionName, severity: number, judged: readonly Judged[]): SimulatedRow {
  const error = meanOf(judged, ({ estimate, right }) => estimate.accuracy - right);
  return simulatedRow(
    'accuracy-error',
    `${name}, severity ${severity}`,
    error,
    [null, null],
    `${means(judged)}, in its band in ${inBand(judged).toFixed(2)}`,
  );
}

function inBand(judged: readonly Judged[]): number {
  return meanOf(judged, ({ estimate: { low, high }, right }) =>
    right >= low - 1e-9 && right <= high + 1e-9 ? 1 : 0,
  );
}

function means(judged: readonly Judged[]): string {
  const estimated = meanOf(judged, ({ estimate }) => estimate.accuracy);
  return `${estimated.toFixed(2)} estimated, ${meanOf(judged, ({ right }) => right).toFixed(2)} right`;
}

function meanOf(judged: readonly Judged[], value: (of: Judged) => number): number {
  return judged.reduce((sum, of) => sum + value(of), 0) / judged.length;
}
