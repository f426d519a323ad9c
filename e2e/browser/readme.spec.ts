import { readFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import type {} from '../readme/run.js';

test('the example in the README is the one that is run here', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const example = readFileSync(new URL('../readme/example.ts', import.meta.url), 'utf8');
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
});

test('the example classifies all images and raises one alarm, on the blurred ones', async ({
  page,
}) => {
  const titled = page.locator('img.live[title]:not([title=""])');
  const titledAtAlarm: number[] = [];
  page.on('console', async (message) => {
    if (message.type() === 'warning' && /do(?:es)? not look like/.test(message.text())) {
      titledAtAlarm.push(await titled.count());
    }
  });
  await page.goto('/e2e/readme/example.html');
  await expect(titled).toHaveCount(30, { timeout: 100_000 });
  await expect.poll(() => titledAtAlarm).toHaveLength(1);
  expect(titledAtAlarm[0]).toBeGreaterThan(20);
  // Those that came before thresholds were calibrated are looked at in one test.
  const counts = { samples: 30, dropped: 0, state: 'drift' };
  await expect.poll(() => page.evaluate(() => window.monitor?.status)).toMatchObject(counts);
});
