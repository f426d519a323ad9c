import { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { DriftMonitor, Reference } from 'tfjs-drift/core';
import { type Run, run } from '../../shared/run.js';
import { bytesOf, urls } from './models.js';
import { faults, RATE, utterances } from './speech.js';

/** Silero's frames of 16 kHz, each with the end of the one before. */
const FRAME = 512;
const CONTEXT = 64;
const STATE = [2, 1, 128];
const WIDTH = 256;

interface Heard {
  /** The mean of the detector's state over the utterance. */
  readonly row: Float32Array;
  /** The greatest probability of speech in a frame. */
  readonly speech: number;
}

/** Leads an utterance through the detector, which starts with each anew. */
async function hear(session: InferenceSession, sound: Float32Array): Promise<Heard> {
  const row = new Float32Array(WIDTH);
  const frames = Math.floor(RATE / FRAME);
  let speech = 0;
  let state = new Tensor('float32', new Float32Array(WIDTH), STATE);
  const sr = new Tensor('int64', BigInt64Array.of(BigInt(RATE)), []);
  for (let frame = 0; frame < frames; frame++) {
    const input = new Float32Array(CONTEXT + FRAME);
    const from = Math.max(0, frame * FRAME - CONTEXT);
    const heard = sound.subarray(from, (frame + 1) * FRAME);
    input.set(heard, input.length - heard.length);
    const feeds = { input: new Tensor('float32', input, [1, input.length]), state, sr };
    const { output, stateN } = await session.run(feeds);
    state = stateN as Tensor & typeof state;
    (stateN!.data as Float32Array).forEach((value, at) => {
      row[at]! += value / frames;
    });
    speech = Math.max(speech, Number(output!.data[0]));
  }
  return { row, speech };
}

const bytes = await bytesOf(urls.voice);
const session = await InferenceSession.create(bytes);

/** Fits a reference of voices, and watches others through each faulty microphone. */
async function microphones() {
  const rows: Float32Array[] = [];
  let speech = 0;
  for (const sound of utterances(1, 80)) {
    const heard = await hear(session, sound);
    rows.push(heard.row);
    if (heard.speech > 0.5) speech++;
  }
  const reference = await Reference.fromFeatures(rows);
  const runs: Record<string, Run> = {};
  for (const [name, fault] of Object.entries(faults)) {
    const monitor = new DriftMonitor({ reference, sampling: 'independent' });
    runs[name] = await run(
      monitor,
      { features: 'stateN', reference },
      {
        calm: utterances(2, 20),
        disturbed: [...utterances(3, 30)].map(fault),
        // The monitor is given copies, and the session knows nothing of it.
        take: async (sound) => {
          monitor.observe((await hear(session, sound)).row);
          return true;
        },
      },
    );
  }
  return { speech, runs };
}

window.runs = { microphones };
