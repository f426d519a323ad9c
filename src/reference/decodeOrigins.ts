import { InvalidReferenceFileError } from '../core/base/errors.js';
import { isLabel, isTimeMs, type RowOrigins } from '../core/base/rowOrigins.js';
import { clipped, parseJson } from './decodeSafetensors.js';
import type { SafetensorsFile } from './encodeSafetensors.js';

/**
 * Labels and times of a file's rows, where it has them. Tensors of floats called `labels`, without names, were
 * no labels in files of before, and are none now.
 *
 * @param count Rows.
 * @throws {@link InvalidReferenceFileError} for those that are damaged.
 */
export function decodeOrigins({ tensors, metadata }: SafetensorsFile, count: number): RowOrigins {
  return {
    labels: decodeLabels(tensors['labels'], metadata['labelNames'], count),
    times: decodeTimes(tensors['times'], count),
  };
}

type Tensor = SafetensorsFile['tensors'][string] | undefined;

function decodeLabels(
  tensor: Tensor,
  json: string | undefined,
  count: number,
): RowOrigins['labels'] {
  if (json === undefined && !(tensor?.values instanceof Int32Array)) return undefined;
  const names = namesOf(json);
  const { shape = [], values } = tensor ?? {};
  if (!(values instanceof Int32Array) || shape.length !== 1 || shape[0] !== count) {
    throw invalid(`its tensor 'labels' is not of int32 and shape [${count}], one for each row`);
  }
  const bad = values.find((at) => at < -1 || at >= names.length);
  if (bad === undefined) return Object.freeze(Array.from(values, (at) => names[at]));
  throw invalid(
    `its tensor 'labels' holds ${bad}; its metadata has ${names.length} labelNames, and -1 is a row without`,
  );
}

function namesOf(json: string | undefined): readonly string[] {
  if (json === undefined) throw invalid("it has a tensor 'labels', and its metadata no labelNames");
  try {
    const names = parseJson(json);
    if (Array.isArray(names) && names.every(isLabel) && new Set(names).size === names.length) {
      return names;
    }
  } catch {}
  throw invalid(
    `its labelNames are '${clipped(json)}', a list of different strings of 1 to 100 characters was expected`,
  );
}

function decodeTimes(tensor: Tensor, count: number): Float64Array | undefined {
  if (!tensor) return undefined;
  const { shape, values } = tensor;
  const isWhole = values instanceof Float64Array && shape.length === 1 && shape[0] === count;
  if (!isWhole) throw invalid(`its tensor 'times' is not of float64 and shape [${count}]`);
  if (values.every((time) => Number.isNaN(time) || isTimeMs(time))) return values;
  throw invalid("its tensor 'times' holds what are no milliseconds since 1970");
}

function invalid(why: string): InvalidReferenceFileError {
  return new InvalidReferenceFileError(
    `This is not a reference file: ${why}. Give a file that reference.toFile() made.`,
  );
}
