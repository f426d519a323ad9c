import type { Run } from './shared/run.js';
import { expect, expectWatched, test } from './support/modelsTest.js';

interface Understood extends Run {
  /** Undisturbed words of which the model's answer is right. */
  readonly understood: number;
}

const runs = [
  { name: 'recognition', drift: 'blurred words', features: 'transpose_51.tmp_0', width: 120 },
  { name: 'direction', drift: 'words upside down', features: 'reshape2_0.tmp_0', width: 200 },
];

for (const { name, drift, features, width } of runs) {
  test(`PaddleOCR: its text ${name} is watched, and alarms on ${drift}`, async ({ runIn }) => {
    const run = await runIn<Understood>('onnx/text.html', name);
    expectWatched(run, { inputsToAlarm: 10 });
    expect(run).toMatchObject({ features, reference: { size: 80, width } });
    // Fonts are the machine's.
    expect(run.understood).toBeGreaterThanOrEqual(0.6 * run.calm.inputs);
  });
}
