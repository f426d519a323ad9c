import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { io } from '@tensorflow/tfjs-core';
import { float16Bytes } from './float16.js';
import { tensorShape } from './graphDef.js';
import {
  type Graph,
  type GraphWeight,
  INPUT,
  INPUT_SHAPE,
  LOGITS,
  LOGITS_SHAPE,
} from './mobilenetGraph.js';

/** The shard size of the official converter: files that browsers cache and load in parallel. */
const SHARD_BYTES = 4 * 1024 * 1024;

/** Writes a graph as `model.json` and weight shards and gives the names of the files. */
export function writeGraphModel(folder: string, graph: Graph, convertedBy: string): string[] {
  const data = Buffer.concat(graph.weights.map(weightBytes));
  const count = Math.ceil(data.byteLength / SHARD_BYTES);
  const paths = Array.from({ length: count }, (_, i) => `group1-shard${i + 1}of${count}.bin`);

  mkdirSync(folder, { recursive: true });
  paths.forEach((path, i) => {
    writeFileSync(join(folder, path), data.subarray(i * SHARD_BYTES, (i + 1) * SHARD_BYTES));
  });
  const json = {
    format: 'graph-model',
    generatedBy: 'Keras 2.1.4',
    convertedBy,
    signature: {
      inputs: { [INPUT]: signatureEntry(INPUT, INPUT_SHAPE) },
      outputs: { logits: signatureEntry(LOGITS, LOGITS_SHAPE) },
    },
    modelTopology: { node: graph.nodes, library: {}, versions: {} },
    weightsManifest: [
      {
        paths,
        weights: graph.weights.map(({ name, shape, precision }) => ({
          name,
          shape,
          dtype: 'float32',
          ...(precision === 'float16' && {
            quantization: { dtype: 'float16', original_dtype: 'float32' },
          }),
        })),
      },
    ],
  };
  writeFileSync(join(folder, 'model.json'), `${JSON.stringify(json)}\n`);
  return ['model.json', ...paths];
}

/** Reads what `writeGraphModel` wrote, for tfjs in Node, which cannot fetch local files. */
export function readGraphModel(folder: string): io.ModelArtifacts {
  const json = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as io.ModelJSON;
  const shards = json.weightsManifest.flatMap(({ paths }) =>
    paths.map((path) => readFileSync(join(folder, path))),
  );
  const { weightsManifest, ...artifacts } = json;
  return {
    ...artifacts,
    weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
    weightData: new Uint8Array(Buffer.concat(shards)).buffer,
  };
}

function weightBytes({ values, precision }: GraphWeight): Uint8Array {
  return precision === 'float16'
    ? float16Bytes(values)
    : new Uint8Array(Float32Array.from(values).buffer);
}

function signatureEntry(name: string, shape: readonly number[]): object {
  return { name: `${name}:0`, dtype: 'DT_FLOAT', tensorShape: tensorShape(shape) };
}
