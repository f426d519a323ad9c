import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface LayerConfig {
  name: string;
  strides?: [number, number];
  dilation_rate?: [number, number];
  padding?: string;
  activation?: string;
  use_bias?: boolean;
  epsilon?: number;
  batch_input_shape?: (number | null)[];
}

export interface Layer {
  class_name: string;
  config: LayerConfig;
  inbound_nodes: [[string, number, number, unknown]][];
}

export interface WeightEntry {
  name: string;
  shape: number[];
  dtype: 'float32';
}

interface ModelJson {
  modelTopology: { model_config: { config: { layers: Layer[] } } };
  weightsManifest: { paths: string[]; weights: WeightEntry[] }[];
}

export interface Weight {
  shape: number[];
  values: Float32Array;
}

export interface LayersModel {
  modelTopology: object;
  layers: Layer[];
  weightEntries: WeightEntry[];
  /** All weights in the order of `weightEntries`. */
  weightData: ArrayBuffer;
  weight(name: string): Weight;
}

export function readLayersModel(folder: string): LayersModel {
  const { modelTopology, weightsManifest } = JSON.parse(
    readFileSync(join(folder, 'model.json'), 'utf8'),
  ) as ModelJson;
  const layers = modelTopology.model_config.config.layers;
  assertChain(layers);

  const weightEntries = weightsManifest.flatMap((group) => group.weights);
  const shards = weightsManifest.flatMap((group) =>
    group.paths.map((path) => readFileSync(join(folder, path))),
  );
  const weightData = new Uint8Array(Buffer.concat(shards)).buffer;

  const weights = new Map<string, Weight>();
  let offset = 0;
  for (const { name, shape } of weightEntries) {
    const length = shape.reduce((product, size) => product * size, 1);
    weights.set(name, { shape, values: new Float32Array(weightData, offset, length) });
    offset += length * Float32Array.BYTES_PER_ELEMENT;
  }
  if (offset !== weightData.byteLength) {
    throw new Error(
      `The manifest names ${offset} bytes, the shards hold ${weightData.byteLength}.`,
    );
  }

  return {
    modelTopology,
    layers,
    weightEntries,
    weightData,
    weight(name) {
      const weight = weights.get(name);
      if (weight === undefined) throw new Error(`The layers model has no weight "${name}".`);
      return weight;
    },
  };
}

function assertChain(layers: Layer[]): void {
  layers.forEach(({ config, inbound_nodes }, index) => {
    const input = inbound_nodes[0]?.[0][0];
    const previous = layers[index - 1]?.config.name;
    if (input !== previous) {
      throw new Error(`Layer "${config.name}" reads "${input}", expected "${previous}".`);
    }
  });
}
