import { expect, test } from 'playwright/test';
import { computedOnText, whyElsewhere } from '../../src/demo/panels/hoodPanel.js';

test('the page says where the latest test was computed', () => {
  const software = { adapter: 'google swiftshader', software: true };
  expect(computedOnText({ compute: 'webgpu', ...software })).toBe(
    'WebGPU, google swiftshader (software)',
  );
  expect(computedOnText({ compute: 'webgpu', adapter: 'nvidia hopper', software: false })).toBe(
    'WebGPU, nvidia hopper',
  );
  // The adapter is the model's.
  expect(computedOnText({ compute: 'wasm', ...software })).toBe('WebAssembly');
  expect(computedOnText({ compute: 'typescript', ...software })).toBe('TypeScript');
});

test('the page says why the test is not computed where it was wanted', () => {
  const median = { bandwidth: 'median' } as const;
  expect(whyElsewhere('wasm', { ...median, compute: 'auto' })).toBeUndefined();
  expect(whyElsewhere('webgpu', { ...median, compute: 'webgpu' })).toBeUndefined();
  expect(whyElsewhere('typescript', { ...median, compute: 'typescript' })).toBeUndefined();

  expect(whyElsewhere('wasm', { bandwidth: 'fuse', compute: 'webgpu' })).toBe(
    'The test is not computed on WebGPU: the bandwidth fuse never is.',
  );
  const failed = 'The test is not computed on WebGPU: it failed, see What happened.';
  expect(whyElsewhere('wasm', { ...median, compute: 'webgpu' })).toBe(failed);
  expect(whyElsewhere('typescript', { bandwidth: 30.5, compute: 'webgpu' })).toBe(failed);
  expect(whyElsewhere('typescript', { ...median, compute: 'wasm' })).toBe(
    'The test is not computed on WebAssembly: this browser refuses it.',
  );
});
