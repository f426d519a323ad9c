import { type CompiledModel, loadAndCompile, loadLiteRt, Tensor } from '@litertjs/core';
import { DriftMonitor } from 'tfjs-drift/core';
import { fitCompiled, liteRtCandidates, tapLiteRt, watchCompiled } from 'tfjs-drift/litert';
import { photos } from '../../../consumer/src/photos.js';
import { isSame, type Run, run } from '../../shared/run.js';
import url from '../node_modules/@mediapipe/hands/hand_landmark_lite.tflite?url';

/** LiteRT.js loads its script by an address, which a page with a strict policy has to allow. */
const { trustedTypes } = window as unknown as {
  trustedTypes: { createPolicy(name: string, rules: object): void };
};
trustedTypes.createPolicy('default', { createScriptURL: (address: string) => address });
await loadLiteRt('/');

/** Values of a photo as MediaPipe gives them to the model: red, green and blue of each place, from 0 to 1. */
function tensorOf(photo: HTMLCanvasElement): Tensor {
  const { width, height } = photo;
  const { data } = photo.getContext('2d')!.getImageData(0, 0, width, height);
  const values = new Float32Array(3 * width * height);
  for (let at = 0; at < values.length; at++) {
    values[at] = data[4 * Math.floor(at / 3) + (at % 3)]! / 255;
  }
  return new Tensor(values, [1, height, width, 3]);
}

async function* tensors(of: AsyncIterable<HTMLCanvasElement>): AsyncGenerator<Tensor> {
  for await (const photo of of) {
    const tensor = tensorOf(photo);
    yield tensor;
    tensor.delete();
  }
}

/** All that a model answers, in the order of its outputs. */
async function answerOf(model: CompiledModel, photo: Tensor): Promise<number[]> {
  const values: number[] = [];
  for (const tensor of await model.run(photo)) {
    values.push(...(await tensor.data()));
    tensor.delete();
  }
  return values;
}

async function watchHands(): Promise<Run> {
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
  const features = liteRtCandidates(bytes)[0]!.name;
  const bare = await loadAndCompile(bytes, { accelerator: 'wasm' });
  const model = await loadAndCompile(tapLiteRt(bytes), { accelerator: 'wasm' });
  const reference = await fitCompiled(model, tensors(photos(0, 80)), { features });
  const monitor = new DriftMonitor({ reference, sampling: 'independent' });
  const watched = watchCompiled(monitor, model, { features });
  return run(
    monitor,
    { features, reference },
    {
      calm: tensors(photos(600, 20)),
      disturbed: tensors(photos(700, 30, 'blur(24px)')),
      take: async (photo) => isSame(await answerOf(watched, photo), await answerOf(bare, photo)),
    },
  );
}

window.runs = { hands: watchHands };
