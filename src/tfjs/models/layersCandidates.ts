import type { CandidateLayer } from './candidateLayers.js';
import { fromPenultimate } from './fromPenultimate.js';
import { type LayersModel, type SymbolicTensor, symbolicTensors } from './layersModel.js';

/** Layers that hand on what they get when the model is not in training. */
const PASSED_ON = ['Dropout', 'SpatialDropout1D', 'GaussianNoise', 'GaussianDropout', 'InputLayer'];

export function layersCandidates(model: LayersModel): CandidateLayer[] {
  const behind = fromPenultimate<SymbolicTensor>(symbolicTensors(model), {
    outputs: model.outputs,
    inputsOf: ({ inputs }) => inputs,
    isTrained: ({ sourceLayer }) => sourceLayer.weights.length > 0,
  });
  return behind
    .map(({ sourceLayer, shape }) => ({
      name: sourceLayer.name,
      kind: sourceLayer.getClassName(),
      width: shape.at(-1) ?? undefined,
    }))
    .filter(({ kind }) => !PASSED_ON.includes(kind));
}
