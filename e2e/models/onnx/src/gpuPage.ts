import { env, InferenceSession, Tensor } from 'onnxruntime-web/webgpu';
import { DriftMonitor } from 'tfjs-drift/core';
import { fitSession, onnxCandidates, tapOnnx, watchSession } from 'tfjs-drift/onnx';
import { isSame, run } from '../../shared/run.js';
import { bytesOf, urls } from './models.js';
import { HEIGHT, planesOf, WIDTH, type Word, words } from './words.js';

type Places = Record<string, 'cpu' | 'gpu-buffer'>;

const feedsOf = ({ canvas }: Word): { x: Tensor } => ({
  x: new Tensor('float32', planesOf(canvas), [1, 3, HEIGHT, WIDTH]),
});

function* feeds(of: Iterable<Word>): Generator<{ x: Tensor }> {
  for (const word of of) yield feedsOf(word);
}

const bytes = await bytesOf(urls.direction);
const features = onnxCandidates(bytes)[0]!.name;
const onGpu = (places?: Places, model = bytes) =>
  InferenceSession.create(model, {
    executionProviders: ['webgpu'],
    // Without warnings that it leaves shapes to the CPU.
    logSeverityLevel: 3,
    ...(places && { preferredOutputLocation: places }),
  });
const bare = await onGpu();
const answer = bare.outputNames[0]!;
const session = await onGpu({ [features]: 'gpu-buffer', [answer]: 'cpu' }, tapOnnx(bytes));
const device = await env.webgpu.device;
const complaints: string[] = [];
device.addEventListener('uncapturederror', ({ error }) => complaints.push(error.message));

/** `GPUMapMode.READ`, which has no type without tfjs. */
const READ = 1;

/** Bytes of each buffer that was read back from a GPU. */
const readBack: number[] = [];
const { mapAsync } = GPUBuffer.prototype;
GPUBuffer.prototype.mapAsync = function (this: GPUBuffer, mode, offset = 0, size = this.size) {
  if (mode === READ) readBack.push(size - offset);
  return mapAsync.call(this, mode, offset, size - offset);
};

/** What was read back while something ran. */
async function readBackIn<Result>(work: () => Promise<Result>): Promise<[Result, number[]]> {
  readBack.length = 0;
  const result = await work();
  return [result, [...readBack]];
}

// Features are the same to rounding there, and a software adapter needs a second for each.
const inWasm = await InferenceSession.create(tapOnnx(bytes), { executionProviders: ['wasm'] });
const reference = await fitSession(inWasm, feeds(words(1, 80)), { features });

async function probabilities(of: InferenceSession, word: Word): Promise<Float32Array> {
  const tensor = (await of.run(feedsOf(word)))[answer]!;
  return (await tensor.getData()) as Float32Array;
}

const [word] = words(4, 1);
const [expected, readWithout] = await readBackIn(() => probabilities(bare, word!));

/** Features stay on the GPU until the monitor has them; the answers are the bare session's. */
async function watchOnGpu() {
  const monitor = new DriftMonitor({
    reference,
    sampling: 'independent',
    device,
    compute: 'webgpu',
  });
  const watched = watchSession(monitor, session, { features, device });
  const readInRuns: number[][] = [];
  const outcome = await run(
    monitor,
    { features, reference },
    {
      calm: words(2, 2),
      disturbed: words(3, 12, { isTurned: true }),
      take: async (word) => {
        const [mine, read] = await readBackIn(() => probabilities(watched, word));
        readInRuns.push(read);
        return isSame(mine, await probabilities(bare, word));
      },
    },
  );
  const inMainMemory = await onGpu(undefined, tapOnnx(bytes));
  const [, readWithFeatures] = await readBackIn(() => inMainMemory.run(feedsOf(word!)));
  return { ...outcome, readInRuns, readWithFeatures, readWithout };
}

/** Outputs that the app wants on the GPU are there, and its own. */
async function keepPlaces() {
  const monitor = new DriftMonitor({ reference, sampling: 'independent', device });
  const errors: string[] = [];
  monitor.on('error', (error) => errors.push(String(error)));
  const both = await onGpu({ [features]: 'gpu-buffer', [answer]: 'gpu-buffer' }, tapOnnx(bytes));
  const watched = watchSession(monitor, both, { features, device });
  const results = await watched.run(feedsOf(word!));
  const byName = await watched.run(feedsOf(word!), [features]);
  await monitor.idle();
  const kept = [results[answer]!, byName[features]!];
  const places = kept.map(({ location }) => location);
  const [mine, row] = await Promise.all(kept.map((tensor) => tensor.getData()));
  const observed = monitor.window.rows().map((seen) => isSame(seen, row as Float32Array));
  const names = Object.keys(results);
  await monitor.dispose();
  const isAnswer = isSame(mine as Float32Array, expected);
  return { names, places, isAnswer, observed, errors };
}

/** The device that is not the session's is named, and nothing else comes of it. */
async function mistakeDevice() {
  const other = await (await navigator.gpu.requestAdapter())!.requestDevice();
  const outcomes = [];
  for (const { ofMonitor, ofSession } of [
    { ofMonitor: device, ofSession: other },
    { ofMonitor: other, ofSession: other },
    { ofMonitor: other, ofSession: device },
  ]) {
    const monitor = new DriftMonitor({ reference, sampling: 'independent', device: ofMonitor });
    const errors: string[] = [];
    monitor.on('error', (error) => errors.push(String(error)));
    const watched = watchSession(monitor, session, { features, device: ofSession });
    const isAnswer = isSame(await probabilities(watched, word!), expected);
    await monitor.idle();
    outcomes.push({ errors, isAnswer, samples: monitor.status.samples });
    await monitor.dispose();
  }
  return outcomes;
}

/** All in one page, since a software adapter needs long for the model's shaders. */
window.runs = {
  onGpu: async () => ({
    watched: await watchOnGpu(),
    kept: await keepPlaces(),
    mistaken: await mistakeDevice(),
    complaints,
  }),
};
