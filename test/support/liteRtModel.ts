/** Small .tflite models, written byte by byte: numbers are those of TensorFlow Lite's schema.fbs. */

type Field =
  | { readonly int: number }
  | { readonly byte: number }
  | { readonly float: number }
  | { readonly text: string }
  | { readonly ints: readonly number[] }
  | { readonly bytes: Uint8Array }
  | { readonly table: Fields }
  | { readonly tables: readonly Fields[] };

/** By slot. */
type Fields = Readonly<Record<number, Field>>;

/** Writes from the front to the back, so that all references point ahead. */
class Writer {
  readonly #file = new DataView(new ArrayBuffer(1 << 20));
  #end = 0;

  root(fields: Fields): Uint8Array<ArrayBuffer> {
    this.#end = 8;
    new TextEncoder().encodeInto('TFL3', new Uint8Array(this.#file.buffer, 4));
    this.#table(0, fields);
    return new Uint8Array(this.#file.buffer.slice(0, this.#end));
  }

  /** @param from Where the reference to it lies. */
  #table(from: number, fields: Fields): void {
    const slots = Object.keys(fields).map(Number);
    const count = Math.max(-1, ...slots) + 1;
    const vtable = this.#take(4 + 2 * count, 4);
    const at = this.#take(4 + 4 * slots.length, 4);
    this.#file.setUint32(from, at - from, true);
    this.#file.setInt32(at, at - vtable, true);
    this.#file.setUint16(vtable, 4 + 2 * count, true);
    this.#file.setUint16(vtable + 2, 4 + 4 * slots.length, true);
    slots.forEach((slot, place) => {
      this.#file.setUint16(vtable + 4 + 2 * slot, 4 + 4 * place, true);
      this.#field(at + 4 + 4 * place, fields[slot]!);
    });
  }

  #field(at: number, field: Field): void {
    if ('int' in field) this.#file.setInt32(at, field.int, true);
    else if ('byte' in field) this.#file.setUint8(at, field.byte);
    else if ('float' in field) this.#file.setFloat32(at, field.float, true);
    else if ('table' in field) this.#table(at, field.table);
    else if ('text' in field) this.#bytes(at, new TextEncoder().encode(field.text), 4, 1);
    else if ('bytes' in field) this.#bytes(at, field.bytes, 16);
    else if ('ints' in field) {
      const first = this.#vector(at, field.ints.length);
      field.ints.forEach((value, item) => {
        this.#file.setInt32(first + 4 * item, value, true);
      });
    } else {
      const first = this.#vector(at, field.tables.length);
      field.tables.forEach((table, item) => {
        this.#table(first + 4 * item, table);
      });
    }
  }

  #vector(from: number, count: number): number {
    const at = this.#take(4 + 4 * count, 4);
    this.#file.setUint32(from, at - from, true);
    this.#file.setUint32(at, count, true);
    return at + 4;
  }

  /** @param alignment Of the first byte, behind the length. */
  #bytes(from: number, bytes: Uint8Array, alignment: number, ending = 0): void {
    const at = this.#take(4 + bytes.length + ending, alignment, 4);
    this.#file.setUint32(from, at - from, true);
    this.#file.setUint32(at, bytes.length, true);
    new Uint8Array(this.#file.buffer).set(bytes, at + 4);
  }

  #take(bytes: number, alignment: number, before = 0): number {
    const at = Math.ceil((this.#end + before) / alignment) * alignment - before;
    this.#end = at + bytes;
    return at;
  }
}

export const types = { float32: 0, float16: 1, int32: 2, uint8: 3, int8: 9 } as const;

interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type?: keyof typeof types;
  /** Of a weight. */
  readonly values?: Float32Array | Int32Array;
}

interface Operator {
  readonly code: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Number of its kind of options, and what they say. */
  readonly options?: readonly [kind: number, fields: Fields];
}

export interface Graph {
  readonly tensors: readonly Tensor[];
  readonly operators: readonly Operator[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

interface Signature {
  readonly key: string;
  readonly graph?: number;
  /** Names of tensors, by the signature's own. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
}

/** The file of a model. */
export function model(
  graphs: readonly Graph[],
  signatures: readonly Signature[] = [],
): Uint8Array<ArrayBuffer> {
  const codes = [...new Set(graphs.flatMap(({ operators }) => operators.map(({ code }) => code)))];
  const buffers: Fields[] = [{}];
  const bufferOf = ({ values }: Tensor): number => {
    if (!values) return 0;
    return buffers.push({ 0: { bytes: new Uint8Array(values.buffer) } }) - 1;
  };
  const at = (graph: Graph, names: readonly string[]): number[] =>
    names.map((name) => graph.tensors.findIndex((tensor) => tensor.name === name));
  const subgraphs = graphs.map((graph) => ({
    0: {
      tables: graph.tensors.map((tensor) => ({
        0: { ints: tensor.shape },
        1: { byte: types[tensor.type ?? 'float32'] },
        2: { int: bufferOf(tensor) },
        3: { text: tensor.name },
      })),
    },
    1: { ints: at(graph, graph.inputs) },
    2: { ints: at(graph, graph.outputs) },
    3: {
      tables: graph.operators.map(
        ({ code, inputs, outputs, options: [kind, fields] = [0, {}] }) => ({
          0: { int: codes.indexOf(code) },
          1: { ints: at(graph, inputs) },
          2: { ints: at(graph, outputs) },
          ...(kind ? { 3: { byte: kind }, 4: { table: fields } } : {}),
        }),
      ),
    },
  }));
  const mapsOf = (graph: Graph, tensors: Readonly<Record<string, string>>): Field => ({
    tables: Object.entries(tensors).map(([name, tensor]) => ({
      0: { text: name },
      1: { int: at(graph, [tensor])[0]! },
    })),
  });
  return new Writer().root({
    0: { int: 3 },
    1: {
      tables: codes.map((code) => ({
        0: { byte: Math.min(code, 127) },
        2: { int: 1 },
        3: { int: code },
      })),
    },
    2: { tables: subgraphs },
    4: { tables: buffers },
    ...(signatures.length > 0 && {
      7: {
        tables: signatures.map(({ key, graph = 0, inputs, outputs }) => ({
          0: mapsOf(graphs[graph]!, inputs),
          1: mapsOf(graphs[graph]!, outputs),
          2: { text: key },
          4: { int: graph },
        })),
      },
    }),
  });
}

/** Values that are neither zero nor alike. */
export const spread = (count: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: count }, (_, at) => Math.sin(1 + at * 1.7));

/** Its output is rectified. */
export const dense = (inputs: string[], outputs: string[], isRectified = false): Operator => ({
  code: 9,
  inputs,
  outputs,
  options: [8, { 0: { byte: isRectified ? 1 : 0 } }],
});

/** Without strides; the image is padded to its own size. */
export const convolution = (inputs: string[], outputs: string[]): Operator => ({
  code: 3,
  inputs,
  outputs,
  options: [1, { 0: { byte: 0 }, 1: { int: 1 }, 2: { int: 1 }, 4: { int: 1 }, 5: { int: 1 } }],
});

export const softmax = (input: string, output: string): Operator => ({
  code: 25,
  inputs: [input],
  outputs: [output],
  options: [9, { 0: { float: 1 } }],
});

/** A classifier of three classes of rows of four values, with six features; `probabilities` are its answer. */
export const classifierGraph: Graph = {
  tensors: [
    { name: 'x', shape: [1, 4] },
    { name: 'w1', shape: [6, 4], values: spread(24) },
    { name: 'b1', shape: [6], values: spread(6) },
    { name: 'hidden', shape: [1, 6] },
    { name: 'w2', shape: [3, 6], values: spread(18) },
    { name: 'b2', shape: [3], values: spread(3) },
    { name: 'logits', shape: [1, 3] },
    { name: 'probabilities', shape: [1, 3] },
  ],
  operators: [
    dense(['x', 'w1', 'b1'], ['hidden'], true),
    dense(['hidden', 'w2', 'b2'], ['logits']),
    softmax('logits', 'probabilities'),
  ],
  inputs: ['x'],
  outputs: ['probabilities'],
};

export const classifier = (): Uint8Array<ArrayBuffer> => model([classifierGraph]);

/** The same, whose answers have names of their own. */
export const signedClassifier = (): Uint8Array<ArrayBuffer> =>
  model(
    [{ ...classifierGraph, outputs: ['probabilities', 'logits'] }],
    [
      {
        key: 'serving_default',
        inputs: { rows: 'x' },
        outputs: { output_1: 'logits', output_0: 'probabilities' },
      },
    ],
  );
