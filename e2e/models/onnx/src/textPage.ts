import { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { DriftMonitor } from 'tfjs-drift/core';
import { fitSession, onnxCandidates, tapOnnx, watchSession } from 'tfjs-drift/onnx';
import { isSame, type Run, run } from '../../shared/run.js';
import { bytesOf, characters, urls } from './models.js';
import { HEIGHT, planesOf, type View, WIDTH, type Word, words } from './words.js';

const feedsOf = ({ canvas }: Word): { x: Tensor } => ({
  x: new Tensor('float32', planesOf(canvas), [1, 3, HEIGHT, WIDTH]),
});

function* feeds(of: Iterable<Word>): Generator<{ x: Tensor }> {
  for (const word of of) yield feedsOf(word);
}

interface Disturbance {
  readonly of: View;
  /** Called with the first output's values of each word that is not disturbed. */
  readonly onCalm: (values: Float32Array, word: Word) => void;
}

async function watchText(url: string, { of, onCalm }: Disturbance): Promise<Run> {
  const bytes = await bytesOf(url);
  const features = onnxCandidates(bytes)[0]!.name;
  const bare = await InferenceSession.create(bytes);
  const session = await InferenceSession.create(tapOnnx(bytes));
  const reference = await fitSession(session, feeds(words(1, 80)), { features });
  const monitor = new DriftMonitor({ reference, sampling: 'independent' });
  const watched = watchSession(monitor, session, { features });
  const output = bare.outputNames[0]!;
  const calm = new Set(words(2, 20));
  return run(
    monitor,
    { features, reference },
    {
      calm,
      disturbed: words(3, 30, of),
      take: async (word) => {
        const [mine, theirs] = [await watched.run(feedsOf(word)), await bare.run(feedsOf(word))];
        const values = theirs[output]!.data as Float32Array;
        if (calm.has(word)) onCalm(values, word);
        const names = Object.keys(mine);
        return names.join() === output && isSame(mine[output]!.data as Float32Array, values);
      },
    },
  );
}

/** The likeliest class at each time, those that repeat taken once. */
function readText(values: Float32Array): string {
  const classes = characters.length;
  const likeliest = Array.from({ length: values.length / classes }, (_, time) => {
    const row = values.subarray(time * classes, (time + 1) * classes);
    return row.indexOf(Math.max(...row));
  });
  return likeliest
    .filter((one, time) => one !== likeliest[time - 1])
    .map((one) => characters[one])
    .join('');
}

window.runs = {
  recognition: async () => {
    let read = 0;
    const onCalm = (values: Float32Array, { text }: Word): void => {
      if (readText(values) === text) read++;
    };
    const of = { filter: 'blur(2px)' };
    return { ...(await watchText(urls.recogniser, { of, onCalm })), understood: read };
  },
  direction: async () => {
    let upright = 0;
    const onCalm = ([upwards, turned]: Float32Array): void => {
      if (upwards! > turned!) upright++;
    };
    const of = { isTurned: true };
    return { ...(await watchText(urls.direction, { of, onCalm })), understood: upright };
  },
};
