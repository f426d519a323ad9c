import { expect, test } from 'playwright/test';
import {
  type AlarmPolicy,
  DriftMonitor,
  type FeatureTap,
  type ModelIdentity,
  PartLoadError,
  pValuePolicy,
  Reference,
} from 'tfjs-drift/core';
import { gaussianRows } from '../../e2e/support/gaussianRows.js';
import { rowsInMemory } from '../../src/core/base/rowsInMemory.js';

const own: ModelIdentity = {
  name: 'own',
  featureNode: 'pool',
  architecture: 'a',
  weightMagnitude: 1,
};

class OfModel extends Reference {
  static of(model: ModelIdentity): Promise<Reference> {
    return Reference.fromExtraction({
      features: { values: gaussianRows(60, 3, 1).values as Float32Array, count: 60, width: 3 },
      outputs: undefined,
      source: { model, preprocessing: undefined },
    });
  }
}

/** A monitor, and a model that any library runs. */
async function setup(identify: () => Promise<ModelIdentity>, policy: AlarmPolicy = pValuePolicy()) {
  const monitor = new DriftMonitor({
    reference: await OfModel.of(own),
    sampling: 'independent',
    windowSize: 4,
    policy,
  });
  const errors: string[] = [];
  monitor.on('error', (error) => errors.push(String(error)));
  let tap: FeatureTap | undefined;
  const model = {
    preprocessing: undefined,
    identify,
    isAlive: () => true,
    tap(given: FeatureTap) {
      tap = given;
      return {};
    },
  };
  const pass = async () => {
    tap!.onFeatures(rowsInMemory(new Float32Array(3), [1, 3]), undefined);
    await monitor.idle();
  };
  return { monitor, errors, model, pass };
}

const offline = () => Promise.reject(new PartLoadError('offline'));

test('a model that a part was missing to identify is identified with the next sample', async () => {
  let isOnline = false;
  const { monitor, errors, model, pass } = await setup(async () => {
    if (isOnline) return own;
    return offline();
  });
  monitor.wrap(model);
  await pass();
  expect(errors).toEqual(['PartLoadError: offline']);
  expect(monitor.status).toMatchObject({ code: 'part-missing', samples: 0, failed: 1 });
  isOnline = true;
  await pass();
  expect(errors).toHaveLength(1);
  expect(monitor.status).toMatchObject({ code: 'filling', samples: 1, failed: 1 });
  await monitor.dispose();
});

test('another model is not watched, though a part was missing to know it at first', async () => {
  let calls = 0;
  const { monitor, errors, model, pass } = await setup(async () => {
    if (calls++ > 0) return { ...own, architecture: 'b' };
    return offline();
  });
  monitor.wrap(model);
  await pass();
  expect(errors).toEqual([
    expect.stringMatching(/^ReferenceMismatchError: .*architecture 'a' against 'b'/),
  ]);
  expect(monitor.status).toMatchObject({ code: 'wrong-model', samples: 0 });
  await monitor.dispose();
});

test('features that are given go on when such a model is let go', async () => {
  const { monitor, errors, model, pass } = await setup(offline);
  monitor.wrap(model);
  await pass();
  monitor.unwrap();
  monitor.observe([1, 2, 3]);
  await monitor.idle();
  expect(errors).toEqual(['PartLoadError: offline']);
  expect(monitor.status).toMatchObject({ code: 'filling', samples: 1 });
  await monitor.dispose();
});

test('rows that are in are tested once the policy is ready, whatever is known of the model', async () => {
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const { monitor, errors, model } = await setup(offline, {
    name: 'slow',
    start: (context) => begun.then(() => pValuePolicy().start(context)),
  });
  for (let row = 0; row < 4; row++) monitor.observe([1, 2, row]);
  await expect.poll(() => monitor.window.isFull).toBe(true);
  monitor.wrap(model);
  begin();
  await monitor.idle();
  expect(monitor.status).toMatchObject({ samples: 4, tests: 1, failed: 0 });
  expect(errors).toEqual([]);
  await monitor.dispose();
});
