import type { Run } from './shared/run.js';
import { expect, expectWatched, test } from './support/modelsTest.js';

interface Heard {
  /** Utterances of the reference that the detector takes for speech. */
  readonly speech: number;
  readonly runs: Readonly<Record<'clipped' | 'hum' | 'muffled', Run>>;
}

test("Silero's voice detector: rows of its state alarm on a faulty microphone", async ({
  runIn,
}) => {
  const { speech, runs } = await runIn<Heard>('onnx/speech.html', 'microphones');
  expect(speech).toBe(80);
  expect(Object.keys(runs)).toEqual(['clipped', 'hum', 'muffled']);
  for (const run of Object.values(runs)) {
    expectWatched(run, { inputsToAlarm: 12 });
    expect(run.reference).toEqual({ size: 80, width: 256 });
  }
});
