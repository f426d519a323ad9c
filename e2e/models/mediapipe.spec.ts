import type { Run } from './shared/run.js';
import { expect, expectWatched, test } from './support/modelsTest.js';

const PAGE = 'mediapipe/pictures.html';

// What TensorFlow Lite computes with, and that MediaPipe may not send the metrics that it sends to Google.
test.use({ said: /XNNPACK delegate|odml\.pa\.googleapis\.com/ });

test('an ImageEmbedder of MediaPipe is watched, of pictures and of a video', async ({ runIn }) => {
  interface Watched extends Run {
    /** Of the four most drifted inputs. */
    readonly thumbnails: number;
  }
  const runs = await runIn<Record<'ofImages' | 'ofFrames', Watched>>(PAGE, 'pictures');
  for (const run of [runs.ofImages, runs.ofFrames]) {
    expectWatched(run, { inputsToAlarm: 8 });
    expect(run.reference).toEqual({ size: 80, width: 24 });
    expect(run.thumbnails).toBe(4);
  }
});

test("bytes are refused by name, and MediaPipe's own error is the app's", async ({ runIn }) => {
  const found = await runIn<{ errors: string[]; thrown: string }>(PAGE, 'refusals');
  expect(found).toMatchObject({ bytes: 24, values: 24, samples: 1, failed: 1, state: 'suspended' });
  expect(found.errors).toEqual([
    expect.stringMatching(/InvalidFeaturesError.*Leave `quantize` out/),
  ]);
  expect(found.thrown).toMatch(/runningMode/);
});
