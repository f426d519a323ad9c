import { expect, test } from 'playwright/test';

test('the element can be imported where there is no page', async () => {
  expect('document' in globalThis).toBe(false);
  const { DriftMonitorElement } = await import('tfjs-drift/element');
  expect(DriftMonitorElement.observedAttributes).toEqual(['label']);
});
