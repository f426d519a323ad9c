import { ImageEmbedder } from '@mediapipe/tasks-vision';
import wasmLoaderPath from '@mediapipe/tasks-vision/vision_wasm_internal.js?url';
import wasmBinaryPath from '@mediapipe/tasks-vision/vision_wasm_internal.wasm?url';
import { DriftMonitor, type Reference } from 'tfjs-drift/core';
import { fitEmbedder, watchEmbedder } from 'tfjs-drift/mediapipe';
import { photos } from '../../../consumer/src/photos.js';
import { isSame, type Run, run } from '../../shared/run.js';

/** As much of Trusted Types as is needed here, which TypeScript does not know. */
declare const trustedTypes: {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): unknown;
};

// MediaPipe starts by an element `script`, and has no policy for it.
trustedTypes.createPolicy('default', {
  createScriptURL: (url) => (new URL(url, location.href).origin === location.origin ? url : ''),
});

const embedderOf = (options: object = {}) =>
  ImageEmbedder.createFromOptions(
    { wasmLoaderPath, wasmBinaryPath },
    { baseOptions: { modelAssetPath: '/models/embedder.tflite', delegate: 'CPU' }, ...options },
  );

type Embedding = ReturnType<ImageEmbedder['embed']>;

const rowOf = ({ embeddings }: Embedding): number[] => embeddings[0]?.floatEmbedding ?? [];

/** @param embed One call of an embedder. */
async function watch(
  reference: Reference,
  [embedder, bare]: readonly [ImageEmbedder, ImageEmbedder],
  embed: (of: ImageEmbedder, photo: HTMLCanvasElement) => Embedding,
): Promise<Run & { readonly thumbnails: number }> {
  const monitor = new DriftMonitor({ reference, sampling: 'independent', keepThumbnails: 16 });
  const watched = watchEmbedder(monitor, embedder);
  let thumbnails = 0;
  monitor.on('alarm', () => {
    thumbnails = monitor.mostDrifted(4).filter(({ thumbnail }) => thumbnail).length;
  });
  const outcome = await run(
    monitor,
    { features: 'embeddings[0]', reference },
    {
      calm: photos(600, 20),
      disturbed: photos(700, 30, 'brightness(0.3)'),
      take: async (photo) => isSame(rowOf(embed(watched, photo)), rowOf(embed(bare, photo))),
    },
  );
  return { ...outcome, thumbnails };
}

/** Pictures one by one, and then the same embedder with frames of a video. */
async function pictures() {
  const both = [await embedderOf(), await embedderOf()] as const;
  const reference = await fitEmbedder(both[0], photos(0, 80));
  const ofImages = await watch(reference, both, (of, photo) => of.embed(photo));
  for (const one of both) await one.setOptions({ runningMode: 'VIDEO' });
  let time = 0;
  const ofFrames = await watch(reference, both, (of, photo) => of.embedForVideo(photo, ++time));
  return { ofImages, ofFrames };
}

/** Bytes are refused, an error of MediaPipe's is the app's, and an embedder that is closed is named. */
async function refusals() {
  const reference = await fitEmbedder(await embedderOf(), photos(0, 80));
  const monitor = new DriftMonitor({ reference, sampling: 'independent' });
  const errors: string[] = [];
  monitor.on('error', (error) => errors.push(String(error)));
  const watched = watchEmbedder(monitor, await embedderOf({ quantize: true }));
  for await (const photo of photos(0, 1)) {
    const bytes = watched.embed(photo).embeddings[0]?.quantizedEmbedding?.length;
    await watched.setOptions({ quantize: false });
    const values = watched.embed(photo).embeddings[0]?.floatEmbedding?.length;
    await monitor.idle();
    let thrown = '';
    try {
      watched.embedForVideo(photo, 1);
    } catch (error) {
      thrown = String(error);
    }
    const { samples, failed } = monitor.status;
    watched.close();
    const { state } = monitor.status;
    await monitor.dispose();
    return { errors, bytes, values, thrown, samples, failed, state };
  }
  return undefined;
}

window.runs = { pictures, refusals };
