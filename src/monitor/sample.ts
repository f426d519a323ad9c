import { requireType } from '../core/base/checks.js';
import { InvalidFeaturesError } from '../core/base/errors.js';
import { loadPart } from '../core/base/loadPart.js';
import { type NamesOf, requireKnownNames } from '../core/base/names.js';
import type { InputProperties } from '../core/base/rowProperties.js';
import {
  copyRows,
  type DeviceRows,
  type FeatureRows,
  type FeatureRowsLike,
  type GpuRows,
  isTensor,
  requireRealTensor,
  type TensorLike,
} from '../core/base/rows.js';
import { copyGpuRows, isGpuRows } from '../core/mmd/gpu/gpuRows.js';
import type { FeatureSource } from '../core/model/identity.js';
import type { Runtime } from '../core/model/runtime.js';
import type { FeatureTap } from '../core/model/tap.js';
import type { Described, Explainer } from './explainer.js';
import type { MonitorNotice } from './notices.js';
import { type ThumbnailSource, thumbnailOf } from './thumbnail.js';

/** Rows on a device, or in main memory. */
export type SampleRows = { readonly onDevice: DeviceRows } | { readonly rows: FeatureRows };

/** Feature rows that wait to be taken in, and what came with them. */
export type Sample = SampleRows & {
  /** The model's logits for them, where they are wanted. */
  readonly logits?: SampleRows | undefined;
  /** When they came, milliseconds since 1970. */
  readonly timeMs: number;
  readonly thumbnail?: OffscreenCanvas | undefined;
  /** The caller's name for it. */
  readonly id?: string | undefined;
  /** Simple properties of it, of one input only. */
  readonly described?: Described;
};

/** Options of `DriftMonitor.observe`. */
export interface ObserveOptions {
  /**
   * The model's logits for the same rows, before softmax, as arrays or a tensor [count, classes]:
   * for the secondary detectors of its outputs; without those they are not looked at.
   */
  readonly logits?: FeatureRowsLike;
  /** A name for the input, that `mostDrifted` gives back. */
  readonly id?: string;
  /** The input that the features are of, for `keepThumbnails` and `explain`. */
  readonly image?: ThumbnailSource;
  /**
   * Simple properties of the input by name, for `explain`, e.g. `{ loudness: -21 }`: of one row at a time.
   * @defaultValue what `explain` sees in `image`
   */
  readonly properties?: InputProperties;
}

const NAMES: NamesOf<ObserveOptions> = {
  logits: true,
  id: true,
  image: true,
  properties: true,
};

/** Where rows that are no plain arrays may lie. */
export interface SampleSource {
  readonly runtime: Pick<Runtime, 'takeRows' | 'device'>;
  /** In place of the runtime's. */
  readonly device?: GPUDevice | undefined;
  /** Whether logits are of any use. @defaultValue `true` */
  readonly wantsLogits?: boolean;
  /** See `MonitorOptions`. */
  readonly keepThumbnails?: number | undefined;
  readonly explain?: Explainer | undefined;
  /** Told of a thumbnail that could not be drawn, and of an input that could not be described. */
  readonly onError?: (error: unknown) => void;
}

/** Live feature rows as users hold them. */
export type ObservedFeatures = FeatureRowsLike | GpuRows;

/**
 * A sample of the caller's feature rows: arrays and GPU buffers are copied, a tensor is shared and
 * stays alive when the caller disposes of his.
 *
 * @throws InvalidFeaturesError for a tensor of another rank, or what is no rows.
 * @throws InvalidOptionError for an option that is not known.
 */
export function toSample(
  features: ObservedFeatures,
  timeMs: number,
  options: ObserveOptions,
  source: SampleSource,
): Sample {
  requireKnownNames('observe', options, NAMES);
  const { logits, id, properties } = options;
  requireType('id', id, 'string');
  const rows = toSampleRows(features, 'live', source);
  const seen = seenOf(options.image, source);
  const sample = { ...rows, timeMs, id, ...seen, ...(properties && { described: properties }) };
  if (logits === undefined || source.wantsLogits === false) return sample;
  try {
    return { ...sample, logits: toLogits(logits, sizes(sample).count, source) };
  } catch (error) {
    disposeRows(sample);
    throw error;
  }
}

function toLogits(logits: FeatureRowsLike, expected: number, source: SampleSource): SampleRows {
  if (isGpuRows(logits)) {
    throw new InvalidFeaturesError(
      'logits: a GPU buffer came; arrays, or a tensor of shape [count, classes], were expected.',
    );
  }
  const rows = toSampleRows(logits, 'logits', source);
  const { count, width } = sizes(rows);
  if (count === expected && width >= 2) return rows;
  disposeRows(rows);
  throw new InvalidFeaturesError(
    `logits: ${count} rows of ${width} came; one of at least 2 classes was expected for each of ` +
      `the ${expected} feature rows.`,
  );
}

/** How many inputs a call was about, whatever is wrong with them. */
export function rowsIn(features: unknown): number {
  const { length = 1, count = 1, 0: first } = Object(features) as Partial<Record<string, unknown>>;
  const isOfRows = Array.isArray(features) && typeof first === 'object';
  const rows = isOfRows ? length : count;
  return Number.isInteger(rows) && (rows as number) > 0 ? (rows as number) : 1;
}

export function sizes(sample: SampleRows): { count: number; width: number } {
  if ('rows' in sample) return sample.rows;
  const [count, width] = sample.onDevice.shape;
  return { count, width };
}

function toSampleRows(
  features: ObservedFeatures,
  what: string,
  { runtime, device = runtime.device() }: SampleSource,
): SampleRows {
  if (isGpuRows(features)) {
    if (device) return { onDevice: copyGpuRows(features, device) };
    throw new InvalidFeaturesError(
      `${what}: a GPU buffer came, and it is not known of which device: tfjs is not on WebGPU. Give the ` +
        'monitor the `device`, or the rows as a Float32Array.',
    );
  }
  if (isTensor(features)) requireRealTensor(features, what);
  const onDevice = runtime.takeRows(features, what);
  if (onDevice) return { onDevice };
  return { rows: copyRows(features as Exclude<FeatureRowsLike, TensorLike>, what) };
}

export function disposeSample(sample: Sample): void {
  disposeRows(sample);
  if (sample.logits) disposeRows(sample.logits);
}

function disposeRows(rows: SampleRows): void {
  if ('onDevice' in rows) rows.onDevice.dispose();
}

/** What is kept of an input beside its features. */
function seenOf(
  input: unknown,
  { keepThumbnails, explain, onError }: Omit<SampleSource, 'runtime'>,
): Pick<Sample, 'thumbnail' | 'described'> {
  const tried = <Seen>(see: () => Seen): Seen | undefined => {
    try {
      return see();
    } catch (error) {
      onError?.(error);
      return undefined;
    }
  };
  if (input === undefined) return {};
  return {
    thumbnail: tried(() => thumbnailOf(input, keepThumbnails)),
    described: tried(() => explain?.describe(input)),
  };
}

/** What a {@link sampleTap} needs of its monitor. */
interface TapHooks {
  readonly isOpen: () => boolean;
  readonly wantsLogits: boolean;
  /** See `MonitorOptions`. */
  readonly keepThumbnails: number | undefined;
  readonly explain?: Explainer | undefined;
  readonly clock: () => number;
  readonly push: (sample: Sample) => void;
  /** See `Inbox.room`. */
  readonly room?: () => Promise<void> | undefined;
  /** A thumbnail could not be drawn, or an input not be described. */
  readonly onError: (error: unknown) => void;
  /** The features of a pass got lost. */
  readonly onLost: (error: unknown) => void;
  /** The app's own pass failed, and it knows. */
  readonly onMissed: (error: unknown) => void;
  /** What the model is compared with. */
  readonly reference?: Pick<FeatureSource, 'imageSize'>;
  readonly onNotice?: (notice: MonitorNotice) => void;
}

/** Whether it is an `<img>` of another size on the page than its own. */
function isResized(input: unknown): input is HTMLImageElement {
  const { width, height, naturalWidth, naturalHeight } = Object(input) as HTMLImageElement;
  return Boolean(naturalWidth) && (width !== naturalWidth || height !== naturalHeight);
}

/** Turns what a tapped model computes into samples. */
export function sampleTap(hooks: TapHooks): FeatureTap {
  const { isOpen, wantsLogits, clock, push, room, onError, onLost, onMissed } = hooks;
  let input: unknown;
  let isSizeKnown = hooks.reference?.imageSize !== 'natural';
  return {
    isOpen,
    wantsLogits,
    onInput: (given) => {
      input = given;
      if (isSizeKnown || !isResized(given)) return;
      isSizeKnown = true;
      loadPart(() => import('./imageSize.later.js')).then(
        ({ imageSizeNotice }) => hooks.onNotice?.(imageSizeNotice(given)),
        onError,
      );
    },
    onFeatures: (onDevice, logits) => {
      const sample = {
        onDevice,
        logits: logits && { onDevice: logits },
        timeMs: clock(),
        ...seenOf(input, hooks),
      };
      input = undefined;
      // An asynchronous pass may end after it is of interest.
      if (isOpen()) push(sample);
      else disposeSample(sample);
    },
    onPassFailed: onMissed,
    room: () => (isOpen() ? room?.() : undefined),
    onError: onLost,
  };
}
