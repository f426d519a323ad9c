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
import { MOST_NAMED } from '../../src/core/explain/propertySentence.js';
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
  /** Whether it brings a colour of its own, which is true to name as well: that the right one is among those named is noted. */
  readonly hasColour?: boolean;
  readonly apply: (photo: Pixels, index: number) => Pixels;
  /** Whether nine in ten windows of 32 and more are to be named right; not of the weakest. */
  readonly isAsked: boolean;
}

const PHOTOS = { all: 1_200, reference: 600, disturbed: { from: 900, to: 1_020 } } as const;

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
  pixelate: ['sharpness', 'higher'],
  jpegArtefacts: ['sharpness', 'higher'],
};

/** They have no property of their own: blocks have edges. */
const UNASKED: readonly string[] = ['pixelate', 'jpegArtefacts'];

const SEVERITIES: readonly Severity[] = [1, 3, 5];

const ofDemo: readonly Disturbance[] = Object.entries(RIGHT).flatMap(([name, right]) =>
  SEVERITIES.map((severity) => ({
    label: `${corruptions[name as CorruptionName].label} ${severity}`,
    right,
    apply: (photo: Pixels, index: number) =>
      corruptedPixels(photo, name as CorruptionName, severity, index),
    isAsked: severity > 1 && !UNASKED.includes(name),
  })),
);

const others: readonly Disturbance[] = [
  {
    label: 'A finger on an eighth',
    right: ['plainPart', 'higher'],
    hasColour: true,
    apply: (photo) => covered(photo, 1 / 8, [190, 120, 100]),
    isAsked: false,
  },
  {
    label: 'A finger on a quarter',
    right: ['plainPart', 'higher'],
    hasColour: true,
    apply: (photo) => covered(photo, 1 / 4, [190, 120, 100]),
    isAsked: true,
  },
  {
    label: 'White paper on a quarter',
    right: ['plainPart', 'higher'],
    hasColour: true,
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

/** Takes some minutes. @param folder Of 1,200 photos and more. @defaultValue the demo's */
export function measuredPhotos(folder?: string): MeasuredPhotos {
  const photo = decodedPhotos(folder);
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

/** Photos in a window, and the share of those that the disturbance had not reached. */
interface Window {
  readonly size: number;
  readonly cleanShare: number;
}

const WINDOWS: readonly Window[] = [
  { size: 16, cleanShare: 0 },
  { size: 32, cleanShare: 0 },
  { size: 64, cleanShare: 0 },
  { size: 64, cleanShare: 0.25 },
];

/** How often the right property is named first, and how often one is named where nothing changed. */
export function propertiesNamed(measured: MeasuredPhotos, windows: number): SimulatedRow[] {
  const clean = WINDOWS.filter(({ cleanShare }) => cleanShare === 0).map(({ size }) => {
    const silent = cleanWindows(measured.clean, size, 5 * windows);
    return simulatedRow('clean', `Silent where nothing changed, ${size} photos`, silent, [
      0.95,
      null,
    ]);
  });
  const named = disturbances.flatMap((disturbance) =>
    WINDOWS.map((window) => namedRight(disturbance, measured, window, windows)),
  );
  return [...clean, ...named];
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
  { label, right: [name, direction], hasColour = false, isAsked }: Disturbance,
  { clean, disturbed }: MeasuredPhotos,
  { size, cleanShare }: Window,
  windows: number,
): SimulatedRow {
  const { from, to } = PHOTOS.disturbed;
  const random = seededRandom(size);
  const others = clean.filter((_, index) => index < from || index >= to);
  const named: PropertyChange[][] = [];
  for (let window = 0; window < windows; window++) {
    const unreached = cleanShare * size;
    const order = shuffled(others.length, PHOTOS.reference + unreached, random);
    const reference = columns(order.slice(0, PHOTOS.reference), others);
    const live = [
      ...[...order.slice(PHOTOS.reference)].map((index) => others[index]),
      ...[...shuffled(to - from, size - unreached, random)].map(
        (index) => disturbed[label]![index],
      ),
    ];
    named.push(changedProperties({ reference, live }).filter(({ changed }) => changed));
  }
  const isRight = (one?: PropertyChange): boolean =>
    one?.name === name && one.direction === direction;
  const isAmongThem = (changes: PropertyChange[]): boolean =>
    changes.slice(0, MOST_NAMED).some(isRight);
  const share = named.filter(([first]) => isRight(first)).length / windows;
  const among = hasColour
    ? [`named among others in ${Math.round((100 * named.filter(isAmongThem).length) / windows)} %`]
    : [];
  const setting = `${label}, ${size} photos${cleanShare > 0 ? ', a quarter of them clean' : ''}`;
  const bound = [isAsked && size > 16 ? 0.9 : null, null] as const;
  return simulatedRow(
    'named',
    setting,
    share,
    bound,
    [...among, noteOf(named, isRight)].filter(Boolean).join('; '),
  );
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
