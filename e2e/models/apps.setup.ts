import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'playwright/test';
import { APPS, type AppName, app, prepare } from './support/apps.js';
import { imageEmbedder } from './support/imageModel.js';
import { writeTextModels } from './support/textModel.js';

/** Models that nobody publishes in a package, written into what pages see as `/models`. */
const writeModels: Readonly<Partial<Record<AppName, (folder: string) => void>>> = {
  transformers: writeTextModels,
  mediapipe: (folder) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'embedder.tflite'), imageEmbedder());
  },
};

for (const name of APPS) {
  test(`the ${name} app is installed and built`, async () => {
    test.setTimeout(240_000);
    await prepare(name);
    writeModels[name]?.(join(app(name).pages, 'models'));
  });
}
