import { shuffleStart } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';
import type { InputProperties } from '../../src/core/base/rowProperties.js';
import {
  changedProperties,
  type PropertyChange,
} from '../../src/core/explain/changedProperties.js';
import {
  type PictureProperty,
  pictureProperties,
} from '../../src/core/explain/pictureProperties.js';
import {
  type CorruptionName,
  corruptions,
  type Severity,
} from '../../src/demo/corruption/corrupt.js';
import type { Pixels } from '../../src/demo/photos/resizeBilinear.js';
import { corruptedPixels, decodedPhotos } from '../streams/decodedPhotos.js';
import { coldLight, covered, faded, overexposed } from '../streams/photoDisturbances.js';
import { type SimulatedRow, simulatedRow } from './studyRow.js';

/** What is done to a photo, and the property that is right to name. */
interface Disturbance {
  readonly label: string;
  readonly right: readonly [PictureProperty, PropertyChange['direction']];
  readonly apply: (photo: Pixels, index: number) => Pixels;
  /** Whether nine in ten windows are to be named right: of the weakest and of what has no name, no number is asked. */
  readonly isAsked: boolean;
}

const PHOTOS = { all: 1_200, reference: 600, disturbed: { from: 900, to: 1_000 } } as const;

const RIGHT: Readonly<Partial<Record<CorruptionName, Disturbance['right']>>> = {
  brightness: ['brightness', 'lower'],
  contrast: ['contrast', 'lower'],
  gaussianBlur: ['sharpness', 'lower'],
  defocusBlur: ['sharpness', 'lower'],
  gaussianNoise: ['noise', 'higher'],
  shotNoise: ['noise', 'higher'],
  impulseNoise: ['noise', 'higher'],
  speckleNoise: ['noise', 'higher'],
  colorCast: ['yellowBlue', 'higher'],
  occlusion: ['darkPart', 'higher'],
};

const SEVERITIES: readonly Severity[] = [1, 3, 5];

const ofDemo: readonly Disturbance[] = Object.entries(RIGHT).flatMap(([name, right]) =>
  SEVERITIES.map((severity) => ({
    label: `${corruptions[name as CorruptionName].label} ${severity}`,
    right,
    apply: (photo: Pixels, index: number) =>
      corruptedPixels(photo, name as CorruptionName, severity, index),
    isAsked: severity > 1,
  })),
);

const others: readonly Disturbance[] = [
  {
    label: 'A finger on an eighth',
    right: ['plainPart', 'higher'],
    apply: (photo) => covered(photo, 1 / 8, [190, 120, 100]),
    isAsked: false,
  },
  {
    label: 'A finger on a quarter',
    right: ['plainPart', 'higher'],
    apply: (photo) => covered(photo, 1 / 4, [190, 120, 100]),
    isAsked: true,
  },
  {
    label: 'White paper on a quarter',
    right: ['plainPart', 'higher'],
    apply: (photo) => covered(photo, 1 / 4, [240, 240, 235]),
    isAsked: true,
  },
  {
    label: 'One stop too bright',
    right: ['brightness', 'higher'],
    apply: (photo) => overexposed(photo, 1),
    isAsked: true,
  },
  { label: 'Cold light', right: ['yellowBlue', 'lower'], apply: coldLight, isAsked: true },
  {
    label: 'Half the colour',
    right: ['saturation', 'lower'],
    apply: (photo) => faded(photo, 0.5),
    isAsked: false,
  },
  {
    label: 'No colour',
    right: ['saturation', 'lower'],
    apply: (photo) => faded(photo, 0),
    isAsked: true,
  },
];

const disturbances: readonly Disturbance[] = [...ofDemo, ...others];

type Measured = InputProperties | undefined;

/** Properties of all photos, and of some of them under each disturbance. */
export interface MeasuredPhotos {
  readonly clean: readonly Measured[];
  /** By label. */
  readonly disturbed: Readonly<Record<string, readonly Measured[]>>;
}

/** Takes some minutes. */
export function measuredPhotos(): MeasuredPhotos {
  const photo = decodedPhotos();
  const { from, to } = PHOTOS.disturbed;
  const range = Array.from({ length: to - from }, (_, at) => from + at);
  return {
    clean: Array.from({ length: PHOTOS.all }, (_, index) => pictureProperties(photo(index))),
    disturbed: Object.fromEntries(
      disturbances.map(({ label, apply }) => [
        label,
        range.map((index) => pictureProperties(apply(photo(index), index))),
      ]),
    ),
  };
}

/** How often the right property is named first, and how often one is named where nothing changed. */
export function propertiesNamed(measured: MeasuredPhotos, windows: number): SimulatedRow[] {
  const rows: SimulatedRow[] = [];
  const sizes = [16, 32, 64];
  for (const size of sizes) {
    const told = cleanWindows(measured.clean, size, 10 * windows);
    rows.push(simulatedRow('clean', `silent, nothing changed, ${size} photos`, told, [0.95, null]));
  }
  for (const disturbance of disturbances) {
    for (const size of sizes) rows.push(namedRight(disturbance, measured, size, windows));
  }
  return rows;
}

function cleanWindows(clean: readonly Measured[], size: number, windows: number): number {
  const random = seededRandom(size);
  let silent = 0;
  for (let window = 0; window < windows; window++) {
    const order = shuffled(clean.length, PHOTOS.reference + size, random);
    const reference = columns(order.slice(0, PHOTOS.reference), clean);
    const live = [...order.slice(PHOTOS.reference)].map((index) => clean[index]);
    if (!changedProperties({ reference, live }).some(({ changed }) => changed)) silent++;
  }
  return silent / windows;
}

function namedRight(
  { label, right: [name, direction], isAsked }: Disturbance,
  { clean, disturbed }: MeasuredPhotos,
  size: number,
  windows: number,
): SimulatedRow {
  const { from, to } = PHOTOS.disturbed;
  const random = seededRandom(size);
  const others = clean.filter((_, index) => index < from || index >= to);
  const named: PropertyChange[][] = [];
  for (let window = 0; window < windows; window++) {
    const order = shuffled(others.length, PHOTOS.reference, random);
    const reference = columns(order, others);
    const live = [...shuffled(to - from, size, random)].map((index) => disturbed[label]![index]);
    named.push(changedProperties({ reference, live }).filter(({ changed }) => changed));
  }
  const isRight = (one?: PropertyChange): boolean =>
    one?.name === name && one.direction === direction;
  const first = named.filter(([strongest]) => isRight(strongest)).length / windows;
  const setting = `${label}, ${size} photos`;
  const bound = [isAsked && size > 16 ? 0.9 : null, null] as const;
  return simulatedRow('named', setting, first, bound, noteOf(named, isRight));
}

/** What else is named, where it is in a tenth of the windows and more. */
function noteOf(
  named: readonly PropertyChange[][],
  isRight: (one: PropertyChange) => boolean,
): string {
  const counts = new Map<string, number>();
  for (const change of named.flat()) {
    if (isRight(change)) continue;
    const words = `${change.name} ${change.direction}`;
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  const said = [...counts]
    .filter(([, count]) => 10 * count >= named.length)
    .sort(([, a], [, b]) => b - a)
    .map(([words, count]) => `${words} (${Math.round((100 * count) / named.length)} %)`);
  return said.join(', ');
}

function shuffled(length: number, count: number, random: () => number): Int32Array {
  const order = Int32Array.from({ length }, (_, at) => at);
  shuffleStart(order, count, random);
  return order.slice(0, count);
}

function columns(order: Int32Array, measured: readonly Measured[]): Record<string, Float64Array> {
  const names = Object.keys(measured[0]!);
  return Object.fromEntries(
    names.map((name) => [name, Float64Array.from(order, (index) => measured[index]![name]!)]),
  );
}
