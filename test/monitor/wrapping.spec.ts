import { expect, test } from 'playwright/test';
import {
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

/** A monitor around a model that any library runs. */
async function watched(identify: () => Promise<ModelIdentity>) {
  const monitor = new DriftMonitor({
    reference: await OfModel.of(own),
    sampling: 'independent',
    windowSize: 4,
    policy: pValuePolicy(),
  });
  const errors: string[] = [];
  monitor.on('error', (error) => errors.push(String(error)));
  let tap: FeatureTap | undefined;
  monitor.wrap({
    preprocessing: undefined,
    identify,
    isAlive: () => true,
    tap(given: FeatureTap) {
      tap = given;
      return {};
    },
  });
  const pass = async () => {
    tap!.onFeatures(rowsInMemory(new Float32Array(3), [1, 3]), undefined);
    await monitor.idle();
  };
  return { monitor, errors, pass };
}

test('a model that a part was missing to identify is identified with the next sample', async () => {
  let isOnline = false;
  const { monitor, errors, pass } = await watched(async () => {
    if (isOnline) return own;
    throw new PartLoadError('offline');
  });
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
  const { monitor, errors, pass } = await watched(async () => {
    if (calls++ > 0) return { ...own, architecture: 'b' };
    throw new PartLoadError('offline');
  });
  await pass();
  expect(errors).toEqual([
    expect.stringMatching(/^ReferenceMismatchError: .*architecture 'a' against 'b'/),
  ]);
  expect(monitor.status).toMatchObject({ code: 'wrong-model', samples: 0 });
  await monitor.dispose();
});
