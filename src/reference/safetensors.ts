/**
 * The safetensors format: 8 bytes of header length (little-endian), a JSON header of tensor
 * names, types, shapes and byte ranges, then the values. Only float32 is needed here.
 * https://github.com/huggingface/safetensors#format
 */
export interface SafetensorsFile {
  readonly tensors: Record<string, { readonly shape: number[]; readonly values: Float32Array }>;
  readonly metadata: Record<string, string>;
}

/** What the header says of a tensor. */
export interface SafetensorsEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/** Of the number before the header. */
export const HEADER_LENGTH_BYTES = 8;
