import { test } from 'playwright/test';
import { prepare } from './support/apps.js';

for (const name of ['tfjs', 'onnx', 'litert'] as const) {
  test(`the ${name} app is installed and built`, async () => {
    test.setTimeout(240_000);
    await prepare(name);
  });
}
