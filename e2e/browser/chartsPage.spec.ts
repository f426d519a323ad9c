import type { Page } from 'playwright/test';
import { addEveryChart } from '../support/everyChart.js';
import { expect, test } from '../support/labTest.js';

const LIGHT_TEXT = 'rgb(165, 174, 189)';
const DARK_TEXT = 'rgb(75, 85, 99)';

async function addHistories(page: Page, css: string): Promise<void> {
  await addEveryChart(page);
  await page.evaluate((css) => {
    const style = document.head.appendChild(document.createElement('style'));
    style.textContent = css;
    const { every } = window;
    every.use.DriftHistory['add']!(every.make.DriftHistory(every.canvas()));
  }, css);
}

/** The colour that the chart's words are drawn in now. */
function inkOf(page: Page): Promise<unknown> {
  return page.evaluate(() => {
    const chart = window.lab.Chart.getChart(document.querySelector('canvas')!)!;
    return chart.options.scales!['x']!.ticks!.color;
  });
}

const PAGES: readonly (readonly [what: string, css: string, dark: string])[] = [
  ['says nothing of schemes and stays light', '', DARK_TEXT],
  ['follows the browser', ':root { color-scheme: light dark }', LIGHT_TEXT],
  [
    'has dark colours of its own',
    '@media (prefers-color-scheme: dark) { body { background: #111; color: #eee } }',
    LIGHT_TEXT,
  ],
  ['says that it is light', ':root { color-scheme: light }', DARK_TEXT],
  [
    'says what its words look like',
    ':root { color-scheme: light dark; --drift-text: light-dark(rgb(1, 2, 3), rgb(250, 251, 252)) }',
    'rgb(250, 251, 252)',
  ],
];

for (const [what, css, dark] of PAGES) {
  test(`a chart has the scheme of a page that ${what}`, async ({ openSmallLab }) => {
    const page = await openSmallLab();
    await page.emulateMedia({ colorScheme: 'light' });
    await addHistories(page, css);
    const light = await inkOf(page);
    expect(light).toBe(css.includes('light-dark') ? 'rgb(1, 2, 3)' : DARK_TEXT);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(() => inkOf(page)).toBe(dark);
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(() => inkOf(page)).toBe(light);
  });
}

test('a chart follows a class or attribute of the page, at once or as its colours change slowly', async ({
  openSmallLab,
}) => {
  const page = await openSmallLab();
  await addHistories(
    page,
    '.dark { color: white } [data-theme=night] body { color: white } .slow { transition: color 0.2s }',
  );
  const set = (target: 'html' | 'body', name: string, value: string) =>
    page.evaluate(
      ([target, name, value]) => document.querySelector(target)!.setAttribute(name, value),
      [target, name, value] as const,
    );
  expect(await inkOf(page)).toBe(DARK_TEXT);
  await set('html', 'class', 'dark');
  await expect.poll(() => inkOf(page)).toBe(LIGHT_TEXT);
  await set('html', 'class', '');
  await expect.poll(() => inkOf(page)).toBe(DARK_TEXT);
  await set('html', 'data-theme', 'night');
  await expect.poll(() => inkOf(page)).toBe(LIGHT_TEXT);
  await set('html', 'data-theme', '');
  await expect.poll(() => inkOf(page)).toBe(DARK_TEXT);
  await set('body', 'class', 'slow');
  await set('body', 'class', 'slow dark');
  await expect.poll(() => inkOf(page)).toBe(LIGHT_TEXT);
});

test('in forced colours a chart is drawn in those of the user', async ({ openSmallLab }) => {
  const page = await openSmallLab();
  await addHistories(page, ':root { --drift-text: #f5f5f5; --drift-p-value: #fafafa }');
  expect(await inkOf(page)).toBe('rgb(245, 245, 245)');
  await page.emulateMedia({ forcedColors: 'active', colorScheme: 'light' });
  const canvasText = await page.evaluate(() => getComputedStyle(document.body).color);
  await expect.poll(() => inkOf(page)).toBe(canvasText);
  await page.emulateMedia({ forcedColors: 'none' });
  await expect.poll(() => inkOf(page)).toBe('rgb(245, 245, 245)');
});

test('a dark chart is printed dark on white, and is then as it was', async ({ openSmallLab }) => {
  const page = await openSmallLab();
  await page.emulateMedia({ colorScheme: 'dark' });
  await addHistories(
    page,
    ':root { color-scheme: light dark } body { background: #111 !important; print-color-adjust: exact }',
  );
  expect(await inkOf(page)).toBe(LIGHT_TEXT);
  // The browser's own print, of which a listener that comes after the chart's keeps the drawing.
  await page.evaluate(() => {
    addEventListener('beforeprint', () => {
      const canvas = document.querySelector('canvas')!;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, 1, 1);
      const chart = window.lab.Chart.getChart(canvas)!;
      const printed = [[...data], chart.options.scales!['x']!.ticks!.color, canvas.style.objectFit];
      Object.assign(window, { printed });
    });
  });
  expect((await page.pdf()).length).toBeGreaterThan(10_000);
  const printed = await page.evaluate(() => (window as unknown as { printed: unknown }).printed);
  expect(printed).toEqual([[255, 255, 255, 255], DARK_TEXT, 'contain']);
  await expect.poll(() => inkOf(page)).toBe(LIGHT_TEXT);
  const after = await page.evaluate(() => {
    const canvas = document.querySelector('canvas')!;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, 1, 1);
    return [data[3], canvas.style.objectFit];
  });
  expect(after).toEqual([0, '']);
});

test('a chart whose drawing the browser has taken is drawn again', async ({ openLab }) => {
  const page = await openLab('cpu');
  await addHistories(page, '');
  const isBlank = await page.evaluate(() => {
    const canvas = document.querySelector('canvas')!;
    const context = canvas.getContext('2d')!;
    const isBlank = () =>
      context.getImageData(0, 0, canvas.width, canvas.height).data.every((value) => value === 0);
    // What Chromium does when its GPU process ends, and has begun again.
    context.clearRect(0, 0, canvas.width, canvas.height);
    const before = isBlank();
    canvas.dispatchEvent(new Event('contextrestored'));
    return [before, isBlank()];
  });
  expect(isBlank).toEqual([true, false]);
});
