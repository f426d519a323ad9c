import * as tf from '@tensorflow/tfjs-core';
import * as drift from 'tfjs-drift';
import * as reports from 'tfjs-drift/reports';
import { gaussianRows } from '../lab/gaussianRows.js';
import { tinyModel } from '../lab/tinyModel.js';
import { type Fault, Injection } from './injection.js';
import { Oracle } from './oracle.js';
import { gpuSites, nameCommands, pageSites } from './sites.js';

/** What a run came to, of which nothing may be wrong. */
export interface Outcome {
  /** Whether the fault came at all. */
  readonly hasFailed: boolean;
  /** Calls of each site. */
  readonly calls: Readonly<Record<string, number>>;
  readonly verdicts: number;
  /** Verdicts, and rows of the window, that are not what they should be. */
  readonly wrong: readonly string[];
  /** Errors of ours that the app saw, and predictions that changed. */
  readonly seen: readonly string[];
  /** Tensors and GPU buffers left. */
  readonly leaks: readonly string[];
  /** State and code at the end, after drift. */
  readonly end: string;
  /** Inputs that were refused or lost, and counted. */
  readonly lost: number;
  /** Names of the errors that were told. */
  readonly errors: readonly string[];
}

/** Where it runs; tfjs is on WebGPU then, too. */
export type Place = 'webgpu' | 'wasm';

const [WINDOW, CALM, DRIFTED, SIZE] = [6, 12, 14, 24];

/** In place of a minute, where a call may never answer; a busy machine is slow without a fault. */
const TIMEOUT_MS = 250;
const WITHOUT_FAULT_MS = 60_000;

/**
 * An app that wraps its model, observes rows with pictures and labels, reports, saves and loads its
 * reference; calm first, then under a strong drift. One call into what is not the library's fails.
 */
export async function standardRun(place: Place, fault?: Fault): Promise<Outcome> {
  const timeoutMs = fault ? TIMEOUT_MS : WITHOUT_FAULT_MS;
  const seen: string[] = [];
  const stopListening = listenForErrors(seen);
  const model = await tinyModel();
  const inputs = [...gaussianRows(3, CALM, 8), ...gaussianRows(4, DRIFTED, 8, 2)];
  const bare = await passes(model, inputs);
  const before = tf.memory().numTensors;
  const unname = nameCommands();
  const buffers = countBuffers();
  const injection = new Injection(
    [...pageSites(), ...(place === 'webgpu' ? gpuSites() : [])],
    fault,
  );
  const errors: string[] = [];
  const note = (error: unknown): void => void errors.push((error as Error).name);
  const oracle = new Oracle(bare.features);
  let monitor: drift.DriftMonitor | undefined;
  let segmented: drift.SegmentedMonitor | undefined;
  let sending: reports.Reports | undefined;
  try {
    injection.start();
    const reference = await madeReference(injection, note);
    monitor = new drift.DriftMonitor({
      reference,
      sampling: 'independent',
      windowSize: WINDOW,
      permutations: 99,
      policy: drift.pValuePolicy({ alarmAt: 0.05 }),
      compute: place,
      keepThumbnails: 16,
      timeoutMs,
    });
    monitor.on('error', note);
    oracle.watch(monitor);
    sending = reports.startReports(monitor, {
      to: reports.callbackSink(async (report) => {
        await fetch(`data:application/json,${encodeURIComponent(report.type)}`);
      }),
      onError: note,
    });
    segmented = await attempt(note, () =>
      drift.SegmentedMonitor.create({
        reference,
        labels: Array.from({ length: SIZE }, (_, i) => (i % 2 ? 'odd' : 'even')),
        sampling: 'independent',
        windowSize: WINDOW,
        permutations: 19,
        compute: place,
        timeoutMs,
      }),
    );
    segmented?.on('error', note);
    const watched = monitor.wrap(model, { featureNode: 'features' });
    for (const [i, input] of inputs.entries()) {
      const features = bare.features[i]!;
      if (i % 4 === 3) {
        await attempt(
          (error) => seen.push(String(error)),
          () => monitor!.observe([features], { image: picture(injection), id: `${i}` }),
        );
      } else {
        const answer = await pass(injection, watched, input, seen);
        if (answer && String(answer) !== String(bare.answers[i])) seen.push(`prediction ${i}`);
      }
      segmented?.observe([features], [i % 2 ? 'odd' : 'even']);
      await monitor.idle();
      await segmented?.idle();
    }
  } catch (error) {
    seen.push(`the run ended: ${error}`);
  }
  const status = monitor?.status;
  // Reports that never leave take a minute to be given up.
  await Promise.race([sending?.stop(), new Promise((resolve) => setTimeout(resolve, 500))]);
  await monitor?.dispose();
  await segmented?.dispose();
  injection.end();
  unname();
  await new Promise((resolve) => setTimeout(resolve, 20));
  stopListening();
  const tensors = tf.memory().numTensors - before;
  const left = buffers.end();
  await model.dispose();
  return {
    hasFailed: injection.hasFailed,
    calls: Object.fromEntries(injection.calls),
    verdicts: oracle.verdicts,
    wrong: await oracle.wrong(),
    seen,
    leaks: [
      ...(tensors > 0 ? [`${tensors} tensors`] : []),
      ...(left > 0 ? [`${left} buffers`] : []),
    ],
    lost: status ? status.refused + status.failed : 0,
    end: status ? `${status.state} ${status.code}` : 'no monitor',
    errors,
  };
}

type Model = Awaited<ReturnType<typeof tinyModel>>;

/** What the model says without a monitor. */
async function passes(model: Model, inputs: readonly (readonly number[])[]) {
  const [answers, features]: [Float32Array[], Float32Array[]] = [[], []];
  for (const input of inputs) {
    const x = tf.tensor2d([[...input]]);
    const outputs = model.execute(x, ['logits', 'features']) as tf.Tensor[];
    answers.push((await outputs[0]!.data()) as Float32Array);
    features.push((await outputs[1]!.data()) as Float32Array);
    tf.dispose([x, ...outputs]);
  }
  return {
    answers: answers.map((one) => one.slice()),
    features: features.map((one) => one.slice()),
  };
}

/** The app's own pass and readback, in which nothing fails but what the library does inside. */
async function pass(
  injection: Injection,
  model: Model,
  input: readonly number[],
  seen: string[],
): Promise<Float32Array | undefined> {
  const x = injection.asApp(() => tf.tensor2d([[...input]]));
  try {
    const answer = model.predict(x) as tf.Tensor;
    const values = await injection.asApp(() => answer.data());
    injection.asApp(() => answer.dispose());
    return (values as Float32Array).slice();
  } catch (error) {
    seen.push(`a prediction: ${error}`);
    return undefined;
  } finally {
    injection.asApp(() => x.dispose());
  }
}

/** Fitted, saved and loaded again; where fitting fails, again without a fault, as a user would. */
async function madeReference(
  injection: Injection,
  note: (error: unknown) => void,
): Promise<drift.Reference> {
  const rows = gaussianRows(5, SIZE, 8);
  const model = await injection.asApp(() => tinyModel());
  const inputs = injection.asApp(() => rows.map((row) => tf.tensor2d([row])));
  const signal = () => AbortSignal.timeout(2 * TIMEOUT_MS);
  const fit = (options: { signal?: AbortSignal }) =>
    drift.Reference.fit(model, inputs, { featureNode: 'features', ...options });
  const ended = () => fit({ signal: AbortSignal.timeout(8 * TIMEOUT_MS) });
  const made = (await attempt(note, ended)) ?? (await injection.without(() => fit({})));
  const kept = await attempt(note, async () => {
    await made.save('faults', { signal: signal() });
    return drift.Reference.load('faults', { signal: signal() });
  });
  injection.asApp(() => tf.dispose(inputs));
  injection.asApp(() => model.dispose());
  return kept ?? made;
}

/** Undefined, and noted, where it fails; an error without a name of the library is not as promised. */
async function attempt<Result>(
  note: (error: unknown) => void,
  work: () => Result | Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    note(error);
    return undefined;
  }
}

function picture(injection: Injection): OffscreenCanvas {
  return injection.asApp(() => {
    const canvas = new OffscreenCanvas(32, 32);
    canvas.getContext('2d')!.fillRect(4, 4, 20, 20);
    return canvas;
  });
}

function listenForErrors(seen: string[]): () => void {
  const onError = ({ message }: ErrorEvent): void => void seen.push(message);
  const onRejection = ({ reason }: PromiseRejectionEvent): void => void seen.push(String(reason));
  addEventListener('error', onError);
  addEventListener('unhandledrejection', onRejection);
  return () => {
    removeEventListener('error', onError);
    removeEventListener('unhandledrejection', onRejection);
  };
}

/** Buffers of the library that are made and not destroyed; some of one row are kept for the next. */
function countBuffers(): { end(): number } {
  if (!('GPUDevice' in globalThis)) return { end: () => 0 };
  const [device, buffer] = [GPUDevice.prototype, GPUBuffer.prototype];
  const { createBuffer } = device;
  const { destroy } = buffer;
  const alive = new Set<GPUBuffer>();
  device.createBuffer = function (descriptor) {
    const made = createBuffer.call(this, descriptor);
    if (descriptor.label?.startsWith('drift') && descriptor.label !== 'drift rows') alive.add(made);
    return made;
  };
  buffer.destroy = function () {
    alive.delete(this);
    return destroy.call(this);
  };
  return {
    end() {
      Object.assign(device, { createBuffer });
      Object.assign(buffer, { destroy });
      return alive.size;
    },
  };
}
