import { came } from '../base/checks.js';
import { DriftError, InvalidFeaturesError, InvalidOptionError } from '../base/errors.js';
import { patiently } from '../base/patience.js';
import { type RowOriginOptions, rowOrigins } from '../base/rowOrigins.js';
import {
  type InputProperties,
  type RowPropertyOptions,
  rowProperties,
} from '../base/rowProperties.js';
import type { DeviceRows, FeatureRows } from '../base/rows.js';
import { nextTask } from '../base/tasks.js';
import { type ModelOutputs, modelOutputs, unknownOutputs } from '../ks/modelOutputs.js';
import type { Extraction } from './identity.js';
import { eachInput, type InputList, sizeOf } from './inputList.js';
import type { TappableModel } from './tap.js';

/** How far fitting has come. */
export interface FitProgress {
  /** Inputs done. */
  readonly done: number;
  /** Inputs in all, where the iterable tells. */
  readonly total: number | undefined;
}

/** What can be said of a fit, whatever runs the model. */
export interface ExtractionOptions<Input = never>
  extends RowOriginOptions,
    Pick<RowPropertyOptions, 'correct'> {
  /**
   * Simple properties of each input by name, for what explains an alarm: what tells them of one input (of a batch
   * that is a list, of each in it), or a list for each name, with one number for each row in their order; or
   * `false` for none. NaN or left out where one is not known, as in inputs of several rows.
   * @defaultValue those of a picture where inputs are pictures, and none of others
   */
  readonly properties?:
    | false
    | ((input: Input) => InputProperties | undefined)
    | RowPropertyOptions['properties'];
  /** Called after each input. */
  readonly onProgress?: (progress: FitProgress) => void;
  /** Stops fitting at once, also while an input or the model is waited for. */
  readonly signal?: AbortSignal;
}

/** The model whose features are wanted, and how it is given an input. */
export interface ExtractedModel<Model extends object, Input> {
  readonly source: TappableModel<Model>;
  /** One pass; resolves once the tap was told. */
  readonly run: (tapped: Model, input: Input) => Promise<unknown>;
  /** How long a pass may take to be computed, in milliseconds. */
  readonly ms: number;
  /** Told of an input that its tap is told of, while it runs. */
  readonly onInput?: (input: unknown) => void;
  /** Simple properties of the input that has just run, one for each of its rows. */
  readonly seen?: () => Seen;
  /** By what name others' errors at an input are told. */
  readonly Refusal: typeof DriftError;
}

/** Properties of an input's rows, where they are known. */
export type Seen = readonly (InputProperties | undefined)[];

/**
 * Feature rows of inputs, and the model's outputs where it has logits; one forward pass each.
 *
 * @throws InvalidFeaturesError for no inputs, features of several widths, or a NaN, with the input's number.
 */
export async function extractRows<Model extends object, Input>(
  { source, run, onInput, seen, ms, Refusal }: ExtractedModel<Model, Input>,
  inputs: InputList<Input>,
  options: ExtractionOptions<Input>,
): Promise<Extraction> {
  const { labels, times, correct, onProgress, signal } = options;
  const total = sizeOf(inputs);
  const properties = propertySource(options.properties, seen);
  const listed = typeof properties === 'function' ? undefined : properties;
  requireEnough({ labels, times }, { properties: listed, correct }, total);
  const patience = { ms, signal };
  const passes: Pass[] = [];
  const failures: unknown[] = [];
  // Before the first pass weights are often in main memory still, and are what was loaded.
  const identity = await patiently(source.identify(signal), 'The model', patience);
  const tapped = source.tap({
    isOpen: () => true,
    wantsLogits: true,
    ...(onInput && options.properties === undefined && { onInput }),
    onFeatures: (features, logits) => passes.push({ features, logits }),
    onError: (error) => failures.push(error),
  });
  const infer = async (input: Input): Promise<Omit<ReadPass, 'seen'>> => {
    await run(tapped, input);
    if (failures.length > 0) throw failures[0];
    const pass = passes.shift();
    if (!pass) throw new InvalidFeaturesError('the model gave no features in its pass.');
    return patiently(readPass(pass), 'The model', patience).finally(() => free(pass));
  };
  const rows: ReadPass[] = [];
  try {
    for await (const input of eachInput(inputs, signal)) {
      const done = rows.length;
      const pass = async () => ({
        ...checked(await infer(input), rows),
        seen: typeof properties === 'function' ? properties(input) : [],
      });
      rows.push(await atInput(done, Refusal, signal, pass));
      onProgress?.({ done: done + 1, total });
      // Backends that compute at once would never let the page paint.
      await nextTask();
    }
    const [first] = rows;
    if (!first) {
      throw new InvalidFeaturesError('reference: at least 2 inputs were expected, none came.');
    }
    const features = flatten(
      rows.map(({ values }) => values),
      first.width,
    );
    return {
      features,
      ...rowOrigins({ labels, times }, features.count),
      ...rowProperties({ properties: listed ?? seenColumns(rows), correct }, features.count),
      outputs: joined(rows.map(({ outputs }) => outputs)),
      source: { model: identity, preprocessing: source.preprocessing },
    };
  } finally {
    passes.forEach(free);
  }
}

/**
 * A batch is an input of several rows, so that how many labels are too many shows in the end.
 *
 * @param inputs How many there are, where that is known.
 * @throws InvalidOptionError for lists that cannot be enough, before minutes have gone by.
 */
function requireEnough(
  origins: RowOriginOptions,
  facts: RowPropertyOptions,
  inputs: number | undefined,
): void {
  if (inputs === undefined) return;
  const isShort = (list: unknown): boolean =>
    typeof list === 'object' && !((list as ArrayLike<unknown>)?.length >= inputs);
  if (Object.values(origins).some(isShort)) rowOrigins(origins, inputs);
  const { properties = {}, correct } = facts;
  if ([...Object.values(properties), correct].some(isShort)) rowProperties(facts, inputs);
}

/** What goes wrong with an input is told with its number. */
async function atInput<Value>(
  index: number,
  Refusal: typeof DriftError,
  signal: AbortSignal | undefined,
  call: () => Promise<Value>,
): Promise<Value> {
  try {
    return await call();
  } catch (cause) {
    signal?.throwIfAborted();
    const isOwn = cause instanceof DriftError;
    const Kind = isOwn ? (cause.constructor as typeof DriftError) : Refusal;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Kind(`Input ${index}: ${isOwn ? '' : 'the model cannot take it: '}${message}`, {
      cause,
    });
  }
}

/** What one forward pass gave, in main memory. */
interface ReadPass {
  /** Shape [count, width]. */
  readonly values: Float32Array;
  readonly width: number;
  readonly outputs: ModelOutputs;
  readonly seen: Seen;
}

type Columns = RowPropertyOptions['properties'];

/**
 * What tells the properties of an input, or those of all rows.
 *
 * @throws InvalidOptionError for what can be neither.
 */
function propertySource<Input>(
  properties: ExtractionOptions<Input>['properties'],
  seen: (() => Seen) | undefined,
): ((input: Input) => Seen) | Columns {
  if (properties === undefined) return seen && (() => seen());
  if (properties === false) return undefined;
  if (typeof properties === 'function') {
    const told = (input: Input): InputProperties | undefined => {
      try {
        return properties(input);
      } catch (cause) {
        const message = cause instanceof Error ? cause.message : String(cause);
        throw new InvalidOptionError(`properties: the function failed: ${message}`, { cause });
      }
    };
    return (input) => (Array.isArray(input) ? input.map((one) => told(one)) : [told(input)]);
  }
  if (typeof properties === 'object' && properties !== null) return properties;
  throw new InvalidOptionError(
    `properties: a function of an input, an object of lists, or false was expected, ${came(properties)} came.`,
  );
}

/** By name, NaN where an input has several rows and not as many properties, and where one is not known. */
function seenColumns(passes: readonly ReadPass[]): Columns {
  const rows = passes.flatMap(({ values, width, seen }): Seen => {
    const count = values.length / width;
    return seen.length === count ? seen : Array.from({ length: count }, () => undefined);
  });
  const names = new Set(rows.flatMap((properties) => Object.keys(properties ?? {})));
  return Object.fromEntries(
    [...names].map((name) => [name, rows.map((properties) => properties?.[name] ?? Number.NaN)]),
  );
}

/** Frees it when it is read, however long that takes. */
async function readPass(pass: Pass): Promise<Omit<ReadPass, 'seen'>> {
  const { features, logits } = pass;
  try {
    const values = Float32Array.from(await features.data());
    const [count, width] = features.shape;
    return { values, width, outputs: logits ? await outputsOf(logits) : unknownOutputs(count) };
  } finally {
    free(pass);
  }
}

/** @param before What the inputs before it gave. */
function checked<Read extends Omit<ReadPass, 'seen'>>(
  pass: Read,
  before: readonly ReadPass[],
): Read {
  const { values, width } = pass;
  const expected = before[0]?.width ?? width;
  if (width !== expected) {
    throw new InvalidFeaturesError(
      `it gave features of width ${width}, those before it of width ${expected}; give the model ` +
        'inputs of one size.',
    );
  }
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return pass;
  const at = before.reduce((sum, one) => sum + one.values.length, bad);
  throw new InvalidFeaturesError(
    `the reference's row ${Math.floor(at / width)} holds ${values[bad]} at position ${at % width}; ` +
      'every feature must be a finite number. Check what the model was given.',
  );
}

/** What one forward pass gave. */
interface Pass {
  readonly features: DeviceRows;
  readonly logits: DeviceRows | undefined;
}

function free({ features, logits }: Pass): void {
  features.dispose();
  logits?.dispose();
}

async function outputsOf(logits: DeviceRows): Promise<ModelOutputs> {
  const [count, width] = logits.shape;
  return modelOutputs({ values: await logits.data(), count, width });
}

function joined(parts: readonly ModelOutputs[]): ModelOutputs | undefined {
  const all = (name: keyof ModelOutputs): Float32Array =>
    Float32Array.from(parts.flatMap((part) => [...part[name]]));
  const outputs = { confidence: all('confidence'), entropy: all('entropy') };
  return outputs.confidence.every(Number.isFinite) ? outputs : undefined;
}

function flatten(rows: Float32Array[], width: number): FeatureRows {
  const length = rows.reduce((sum, row) => sum + row.length, 0);
  const values = new Float32Array(length);
  let offset = 0;
  for (const row of rows) {
    values.set(row, offset);
    offset += row.length;
  }
  return { values, count: length / width, width };
}
