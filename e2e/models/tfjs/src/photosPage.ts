import {
  cast,
  div,
  expandDims,
  type GraphModel,
  type LayersModel,
  ready,
  setBackend,
  type Tensor,
} from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { load, type ModelDefinition } from 'nsfwjs/core';
import { MobileNetV2Model } from 'nsfwjs/models/mobilenet_v2';
import { MobileNetV2MidModel } from 'nsfwjs/models/mobilenet_v2_mid';
import { DriftMonitor, Reference } from 'tfjs-drift';
import { candidateLayers } from 'tfjs-drift/layers';
import { photos } from '../../../consumer/src/photos.js';
import { isSame, type Run, run } from '../../shared/run.js';

setWasmPaths({
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  'tfjs-backend-wasm-threaded-simd.wasm': threaded,
});

/** What nsfwjs makes of the pixels of a photo that has the model's size. */
const preprocess = (pixels: Tensor): Tensor => expandDims(div(cast(pixels, 'float32'), 255));

async function watchPhotos(
  definition: ModelDefinition,
  option: 'featureLayer' | 'featureNode',
): Promise<Run> {
  await setBackend('wasm');
  await ready();
  const nsfw = await load(definition.name, { modelDefinitions: [definition] });
  const bare = nsfw.model;
  const features = candidateLayers(bare)[0]!.name;
  const options = { [option]: features, preprocessing: 'pixels / 255' };
  const reference = await Reference.fit(bare, photos(0, 80), { ...options, preprocess });
  const monitor = new DriftMonitor({ reference, sampling: 'independent' });
  const watched = monitor.wrap(bare, options);
  const probabilities = async (model: GraphModel | LayersModel, photo: HTMLCanvasElement) => {
    nsfw.model = model;
    const classes = await nsfw.classify(photo);
    return classes.map(({ probability }) => probability);
  };
  return run(
    monitor,
    { features, reference },
    {
      calm: photos(600, 20),
      disturbed: photos(700, 30, 'blur(6px)'),
      take: async (photo) =>
        isSame(await probabilities(watched, photo), await probabilities(bare, photo)),
    },
  );
}

window.runs = {
  layersModel: () => watchPhotos(MobileNetV2Model, 'featureLayer'),
  graphModel: () => watchPhotos(MobileNetV2MidModel, 'featureNode'),
};
