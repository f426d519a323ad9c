import type { Page } from 'playwright/test';
import { expect, test } from '../support/demoTest.js';
import { photosSeen } from '../support/photosSeen.js';

const STARTED = { timeout: 45_000 };

async function openSettings(page: Page) {
  await page.getByRole('button', { name: 'Settings' }).click(STARTED);
  return page.getByRole('dialog', { name: 'Settings' });
}

test('settings are put in force, kept in the address and in the code', async ({ openDemo }) => {
  const page = await openDemo('&speed=10');
  const sheet = await openSettings(page);
  await expect(sheet.getByLabel('Window', { exact: true })).toHaveValue('128');
  await sheet.getByLabel('Window', { exact: true }).fill('12');
  await sheet.getByLabel('One false alarm in').fill('400');
  await sheet.getByLabel('Kernel').selectOption('exponential');
  await sheet.getByLabel('Alarm policy').selectOption('evidence');
  await sheet.getByLabel('Bandwidth').fill('30.5');
  await sheet.getByLabel('Permutations').fill('499');
  await sheet.getByRole('button', { name: 'Apply' }).click();
  await expect(sheet).toBeHidden();
  const monitor =
    '#window=12&kernel=exponential&bandwidth=30.5&permutations=499&policy=evidence&alarms=400';
  await expect
    .poll(() => new URL(page.url()).hash)
    .toBe(`${monitor}&backend=wasm&photos=cifar10&speed=10`);
  await expect(page.locator('#fill')).toHaveText('12 / 12', STARTED);

  // The model stays on wasm; the test is given a device of the page's own, also a software one.
  const compute = page.getByLabel('Test computed on');
  const computedOn = page.locator('#computed-on');
  await expect(computedOn).toHaveText('WebAssembly', STARTED);
  await expect(compute.locator('option:checked')).toHaveText('auto: WebAssembly');
  const name = await page.evaluate(async () => {
    const { vendor, architecture } = (await navigator.gpu.requestAdapter())!.info;
    return `${vendor} ${architecture}`;
  });
  await compute.selectOption('WebGPU');
  await expect(computedOn).toContainText(name, STARTED);
  await expect(computedOn).toHaveText(/^WebGPU, /);
  await expect(page.locator('#fill')).toHaveText('12 / 12');
  await expect
    .poll(() => new URL(page.url()).hash)
    .toBe(`${monitor}&backend=wasm&compute=webgpu&photos=cifar10&speed=10`);

  // A disturbance leaves them as they are.
  await page.getByLabel('Shot noise').check();
  await page.getByLabel('Clean').check();
  await expect.poll(() => new URL(page.url()).hash).toContain('window=12&kernel=exponential');

  await page.reload();
  await openSettings(page);
  await expect(sheet.getByLabel('Bandwidth')).toHaveValue('30.5');
  await expect(sheet.getByLabel('Alarm policy')).toHaveValue('evidence');
  await page.keyboard.press('Escape');
  await expect(page.locator('#fill')).toHaveText('12 / 12', STARTED);
  await expect(computedOn).toHaveText(/^WebGPU, /, STARTED);

  await page.getByRole('button', { name: 'Embed it' }).click();
  const code = page.getByRole('dialog', { name: 'Embed it' });
  for (const line of [
    'windowSize: 12,',
    'falseAlarms: { perSamples: 400 },',
    'policy: evidencePolicy(),',
    "kernel: 'exponential',",
    'bandwidth: 30.5,',
    'permutations: 499,',
    'seed: 866,',
    "compute: device ? 'webgpu' : 'auto',",
  ]) {
    await expect(code).toContainText(line);
  }
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await code.getByRole('button', { name: 'Copy the code' }).click();
  await expect(code.getByRole('status')).toHaveText('Copied.');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    await code.locator('#code').textContent(),
  );
});

test('a link whose settings cannot be had, or do not go together, says so and offers others', async ({
  openDemo,
  page,
}) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'gpu', { value: { requestAdapter: async () => null } });
  });
  await openDemo('&speed=10&bandwidth=fuse&policy=expectedRunTime&compute=webgpu');
  const state = page.getByRole('status').first();
  await expect(state).toHaveText('No GPU for the drift test', STARTED);
  await expect(page.locator('#state')).toContainText('WebGPU: this browser offers no adapter.');
  const onGpu = page.getByLabel('Test computed on').locator('option[value=webgpu]');
  await expect(onGpu).toHaveText('WebGPU: this browser offers no adapter');
  await expect(onGpu).toBeDisabled();
  await page.getByRole('button', { name: 'Compute it elsewhere' }).click();
  await expect(state).toHaveText('These settings do not go together', STARTED);
  await page.getByRole('button', { name: 'Use the default settings' }).click();
  await expect(page.locator('#fill')).toHaveText(/^\d+ \/ 128$/, STARTED);
  await expect(state).toHaveText('Normal so far');
  await expect.poll(() => new URL(page.url()).hash).toBe('#backend=wasm&photos=cifar10&speed=10');
});

test('a link that says what no setting is says so and can be put right; settings that do not go together are refused', async ({
  openDemo,
}) => {
  const page = await openDemo('&speed=10&permutations=1&policy=<img src=x onerror=alert(1)>');
  page.on('dialog', () => {
    throw new Error('a script of the address ran');
  });
  const address = '#backend=wasm&photos=cifar10&speed=10';
  const note = page.locator('#address-problem');
  await expect(note).toHaveText(
    'Defaults stand in for what this link cannot set: permutations=1 (99 to 9,999 was expected), ' +
      'policy=<img src=x onerror=alert… (one of scan, expectedRunTime, evidence, pValue was expected).',
  );
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(note).toBeHidden();
  expect(new URL(page.url()).hash).toBe(address);
  await expect(page.locator('#fill')).not.toHaveText('–', STARTED);

  const sheet = await openSettings(page);
  await sheet.getByLabel('Window', { exact: true }).fill('3');
  await sheet.getByRole('button', { name: 'Apply' }).click();
  await expect(sheet.getByRole('alert')).toHaveText(
    'Window: a whole number from 4 to 256 was expected.',
  );
  await expect(sheet.getByLabel('Window', { exact: true })).toBeFocused();
  await sheet.getByRole('button', { name: 'Defaults' }).click();
  await expect(sheet.getByLabel('Window', { exact: true })).toHaveValue('128');
  await sheet.getByLabel('Bandwidth').fill('wide');
  await sheet.getByRole('button', { name: 'Apply' }).click();
  await expect(sheet.getByRole('alert')).toContainText('median, pooled-median, fuse or a number');

  await sheet.getByLabel('Alarm policy').selectOption('one window');
  await sheet.getByLabel('Bandwidth').fill('pooled-median');
  await sheet.getByRole('button', { name: 'Apply' }).click();
  await expect(sheet.getByRole('alert')).toContainText(/bandwidth/i);
  await page.keyboard.press('Escape');
  await expect.poll(() => new URL(page.url()).hash).toBe(address);
  const seen = await photosSeen(page);
  await expect.poll(() => photosSeen(page), STARTED).toBeGreaterThan(seen + 20);
  await expect(page.locator('#fill')).toHaveText(/^\d+ \/ 128$/);
  await expect(page.getByRole('status').first()).toHaveText('All clear');
});
