import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { app } from './support/apps.js';
import { expect, expectWatched, test } from './support/modelsTest.js';

const runs = [
  { name: 'layersModel', features: /^dense_2$/, width: 128 },
  { name: 'graphModel', features: /feature_vector\/SpatialSqueeze$/, width: 1792 },
];

for (const { name, features, width } of runs) {
  test(`nsfwjs: its ${name} is watched, and alarms on blurred photos`, async ({ runIn }) => {
    const run = await runIn('tfjs/photos.html', name);
    expectWatched(run, { inputsToAlarm: 15 });
    expect(run.features).toMatch(features);
    expect(run.reference).toEqual({ size: 80, width });
  });
}

test('there is one tfjs for the model and the monitor', () => {
  const files = readdirSync(join(app('tfjs').folder, 'node_modules'), { recursive: true });
  const cores = files.map(String).filter((file) => /tfjs-core.package\.json$/.test(file));
  expect(cores).toEqual([join('@tensorflow', 'tfjs-core', 'package.json')]);
});
