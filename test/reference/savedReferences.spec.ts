import { expect, test } from 'playwright/test';
import { ReferenceStoreError } from '../../src/core/base/errors.js';
import { Reference } from '../../src/reference/reference.js';

test('outside of browsers references are kept as files', async () => {
  const reference = await Reference.fromFeatures([[1], [2]]);
  for (const call of [
    () => reference.save('door'),
    () => Reference.load('door'),
    () => Reference.list(),
    () => Reference.delete('door'),
  ]) {
    await expect(call()).rejects.toThrow(ReferenceStoreError);
    await expect(call()).rejects.toThrow(/there is no IndexedDB here.*reference\.toFile\(\)/);
  }
  const again = await Reference.fromFile(reference.toFile());
  expect(again.id).toBe(reference.id);
});
