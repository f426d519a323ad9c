import { type Precision, precisionOf } from '../core/base/rows.js';

/**
 * A file of float32, float64 and int32 tensors, as other readers expect it.
 *
 * @param file.metadata Undefined entries are left out.
 */
export function encodeSafetensors({
  tensors,
  metadata,
}: {
  readonly tensors: SafetensorsFile['tensors'];
  readonly metadata: Readonly<Record<string, string | undefined>>;
}): Blob {
  const header: Record<string, SafetensorsEntry | typeof metadata> = {
    __metadata__: metadata,
  };
  let offset = 0;
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    const dtype = DTYPES[values instanceof Int32Array ? 'int32' : precisionOf(values)];
    header[name] = { dtype, shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // The header is padded with spaces so that the values start at a multiple of 8.
  const padded = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(0x20);
  padded.set(json);
  const length = new DataView(new ArrayBuffer(HEADER_LENGTH_BYTES));
  length.setBigUint64(0, BigInt(padded.length), true);
  const values = Object.values(tensors).map((tensor) => tensor.values.slice());
  return new Blob([length.buffer, padded, ...values], { type: 'application/octet-stream' });
}

/**
 * The safetensors format: 8 bytes of header length (little-endian), a JSON header of tensor
 * names, types, shapes and byte ranges, then the values. Only these three types are needed here.
 * https://github.com/huggingface/safetensors#format
 */
export interface SafetensorsFile {
  readonly tensors: Record<string, SafetensorsTensor>;
  readonly metadata: Record<string, string>;
}

export interface SafetensorsTensor {
  readonly shape: number[];
  readonly values: Float32Array | Float64Array | Int32Array;
}

/** What the header says of a tensor. */
export interface SafetensorsEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/** The format's names of what values are kept in. */
export const DTYPES: Readonly<Record<Precision | 'int32', string>> = {
  float32: 'F32',
  float64: 'F64',
  int32: 'I32',
};

/** Of the number before the header. */
export const HEADER_LENGTH_BYTES = 8;
