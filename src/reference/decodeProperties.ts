import { InvalidReferenceFileError } from '../core/base/errors.js';
import { arePropertyNames, type RowProperties } from '../core/base/rowProperties.js';
import { clipped, parseJson } from './decodeSafetensors.js';
import { propertyTensor } from './encodeReference.js';
import type { SafetensorsFile } from './encodeSafetensors.js';

/**
 * Properties of a file's rows, and whether the model was right for them, where it says so.
 *
 * @param count Rows.
 * @throws {@link InvalidReferenceFileError} for those that are damaged.
 */
export function decodeProperties(
  { tensors, metadata }: SafetensorsFile,
  count: number,
): RowProperties {
  const names = namesOf(metadata['propertyNames']);
  const columns = names?.map((name, at) => [name, column(tensors, propertyTensor(at), count)]);
  const correct = tensors['correct'] && column(tensors, 'correct', count);
  if (correct?.some((value) => value !== 0 && value !== 1 && !Number.isNaN(value))) {
    throw invalid("its tensor 'correct' holds other values than 1, 0 and NaN");
  }
  return { properties: columns && Object.fromEntries(columns), correct };
}

function namesOf(json: string | undefined): readonly string[] | undefined {
  if (json === undefined) return undefined;
  try {
    const names = parseJson(json);
    if (arePropertyNames(names)) return names as readonly string[];
  } catch {}
  throw invalid(`its propertyNames are '${clipped(json)}', a list of different names was expected`);
}

function column(tensors: SafetensorsFile['tensors'], name: string, count: number): Float32Array {
  const { shape = [], values } = tensors[name] ?? {};
  if (!values || shape.length !== 1 || shape[0] !== count) {
    throw invalid(`its tensor '${name}' is not of shape [${count}], one for each row`);
  }
  const numbers = Float32Array.from(values);
  if (numbers.some((value) => Math.abs(value) === Infinity)) {
    throw invalid(`its tensor '${name}' holds an infinity`);
  }
  return numbers;
}

function invalid(why: string): InvalidReferenceFileError {
  return new InvalidReferenceFileError(
    `This is not a reference file: ${why}. Give a file that reference.toFile() made.`,
  );
}
