import { join } from 'node:path';
import { test } from 'playwright/test';
import { APPS, app, prepare } from './support/apps.js';
import { writeTextModels } from './support/textModel.js';

for (const name of APPS) {
  test(`the ${name} app is installed and built`, async () => {
    test.setTimeout(240_000);
    await prepare(name);
    if (name === 'transformers') writeTextModels(join(app(name).pages, 'models'));
  });
}
