import { requireType } from '../core/base/checks.js';
import { ModelLoadError } from '../core/base/errors.js';
import { suggestion } from '../core/base/names.js';
import { candidatesOf } from './candidates.js';
import { graphOf, type OnnxBytes, type OnnxGraph, viewOf } from './graph.js';
import { bytesOf, field, joined } from './protobuf.js';

/** Outputs that models have only since they were tapped here, by name: the app does not know of them. */
export const tapped = new Set<string>();

/**
 * A model with one more output: a tensor within it, which a session then computes in the same run. Some bytes
 * are appended to the file, and all others stay as they are, so that external data and signatures of weights
 * do, too. A runtime cannot fuse across a tensor that it has to give away: predictions stay the same to
 * rounding, and bit for bit where nothing was fused there.
 *
 * ONNX's files are Protocol Buffers, whose repeated fields are merged wherever they stand: a second `graph`
 * with an `output` adds to the first one's.
 *
 * @param model The bytes of an .onnx file; they stay as they are.
 * @param options.output Name of a tensor within it. @defaultValue the first of `onnxCandidates(model)`
 * @returns The bytes of the tapped model; of a model that has this output already, its own.
 * @throws ModelLoadError for other bytes, a file in ORT format, or a model that has no such tensor.
 * @throws InvalidOptionError for what is no bytes.
 *
 * @example
 * const [{ name }] = onnxCandidates(bytes);
 * const session = await InferenceSession.create(tapOnnx(bytes, { output: name }));
 */
export function tapOnnx(
  model: OnnxBytes,
  options: { readonly output?: string } = {},
): Uint8Array<ArrayBuffer> {
  requireType('output', options.output, 'string');
  const bytes = viewOf(model);
  const graph = graphOf(bytes);
  const output = options.output ?? candidatesOf(graph)[0]?.name;
  if (!graph.nodes.some(({ outputs }) => outputs.includes(output!)))
    throw noSuchTensor(graph, output);
  if (graph.outputs.includes(output!)) return bytes as Uint8Array<ArrayBuffer>;
  tapped.add(output!);
  const name = field(1, bytesOf(output!));
  return joined(bytes, field(7, field(12, name)));
}

function noSuchTensor(graph: OnnxGraph, output: string | undefined): ModelLoadError {
  if (output === undefined) {
    return new ModelLoadError(
      'output: the model has no layer to take features from; name a tensor.',
    );
  }
  const names = candidatesOf(graph).map(({ name }) => name);
  return new ModelLoadError(
    `output: no node of the model computes '${output}'${suggestion(output, names)} What lies within a loop ` +
      'or a branch cannot be tapped.',
  );
}
