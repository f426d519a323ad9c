import { addCanvas, pixelsLike } from '../support/chartImage.js';
import { expect, test } from '../support/labTest.js';

const ALARM: [number, number, number] = [192, 38, 28];
const WARNING: [number, number, number] = [224, 161, 0];

test('shows how rare each window is, in a panel for each view', async ({ openLab }) => {
  const page = await openLab('cpu');
  await addCanvas(page);
  const { empty, panels, rarest, table, shown } = await page.evaluate(() => {
    const { charts, Chart } = window.lab;
    const canvas = document.querySelector('canvas')!;
    const strip = new charts.ScanStrip(canvas, { length: 40 });
    const empty = canvas.getAttribute('aria-label');
    for (let samples = 1; samples <= 60; samples++) {
      // A wedge: windows of the last drifted rows, and none larger.
      const drifted = Math.max(0, samples - 50);
      const runTimes = (sizes: readonly number[]) =>
        sizes.map((size) => (size <= drifted ? 10 ** (1 + size / 2) : 2));
      const views = [
        { view: 'raw', sizes: [1, 2, 4, 8, 16] },
        { view: 'whitened', sizes: [1, 2, 4] },
      ].map((view) => ({ ...view, runTimes: runTimes(view.sizes) }));
      const runTime = Math.max(...views.flatMap((view) => view.runTimes));
      const window = [8, 4, 2].find((size) => size <= drifted) ?? 1;
      const view = samples > 55 ? 'raw' : 'whitened';
      strip.add({ samples, threshold: 1_000, scan: { runTime, window, view, views } });
    }
    const chart = Chart.getChart(canvas)!;
    const points = chart.data.datasets.slice(0, 2).map(({ data }) => data.length);
    const height = (id: string) => chart.scales[id]!.height;
    return {
      empty,
      panels: [height('first') > 60, height('second') > 60],
      rarest: points,
      table: strip.table(),
      shown: [chart.scales['x']!.min, chart.scales['x']!.max],
    };
  });
  expect(empty).toBe('Windows scanned: no test yet.');
  expect(panels).toEqual([true, true]);
  expect(rarest).toEqual([5, 35]);
  expect(shown).toEqual([20.5, 80.5]);
  expect(table.columns).toEqual(['window', 'view', 'once in so many inputs', 'how rare']);
  expect(table.rows).toEqual([
    [1, 'features', 31.6, 'usual'],
    [2, 'features', 100, 'usual'],
    [4, 'features', 1_000, 'as rare as a warning'],
    [8, 'features', 100_000, 'as rare as an alarm'],
    [16, 'features', 2, 'usual'],
    [1, 'whitened', 31.6, 'usual'],
    [2, 'whitened', 100, 'usual'],
    [4, 'whitened', 1_000, 'as rare as a warning'],
  ]);
  await expect(page.locator('canvas')).toHaveAccessibleName(
    'Windows scanned in 40 tests: the rarest has 8 rows, features; chance brings as much once in ' +
      '100000 inputs, beyond the alarm threshold 1000.',
  );
  // Three tests of a window, and seven of another in two panels, beside the legend.
  expect(await pixelsLike(page, ALARM)).toBeGreaterThan(100);
  expect(await pixelsLike(page, WARNING)).toBeGreaterThan(300);
});

test('one view has all of the height, and clear forgets what was shown', async ({ openLab }) => {
  const page = await openLab('cpu');
  await addCanvas(page);
  const { heights, cleared } = await page.evaluate(() => {
    const { charts, Chart } = window.lab;
    const canvas = document.querySelector('canvas')!;
    const strip = new charts.ScanStrip(canvas);
    const views = [{ view: 'raw', sizes: [1, 2], runTimes: [5, 200] }];
    strip.add({
      samples: 3,
      threshold: 100,
      scan: { runTime: 200, window: 2, view: 'raw', views },
    });
    const { scales } = Chart.getChart(canvas)!;
    const heights = [scales['first']!.height, scales['second']!.height];
    strip.clear();
    return { heights, cleared: strip.table() };
  });
  expect(heights[0]).toBeGreaterThan(150);
  expect(heights[1]).toBeLessThan(5);
  expect(cleared).toMatchObject({ caption: 'Windows scanned: no test yet.', rows: [] });
  expect(await pixelsLike(page, ALARM)).toBeLessThan(120);
});

test('the history shows when the drift of an alarm began', async ({ openLab }) => {
  const page = await openLab('cpu');
  await addCanvas(page);
  const { legend, band, said } = await page.evaluate(() => {
    const { charts, Chart } = window.lab;
    const canvas = document.querySelector('canvas')!;
    const history = new charts.DriftHistory(canvas);
    canvas.style.setProperty('--drift-text', 'rgb(0, 0, 255)');
    history.restyle();
    for (let samples = 1; samples <= 40; samples++) {
      const runTime = samples > 36 ? 5_000 : 3;
      history.add({
        samples,
        measure: 'scan',
        threshold: 1_000,
        scan: { runTime, began: { atLeast: 5, atMost: 14 } },
        state: samples > 36 ? 'drift' : 'ok',
      });
    }
    const chart = Chart.getChart(canvas)!;
    const { ctx, scales, chartArea } = chart;
    const ratio = chart.currentDevicePixelRatio;
    const blueAt = (samples: number) => {
      const x = scales['x']!.getPixelForValue(samples) * ratio;
      const y = (chartArea.top + 0.97 * (chartArea.bottom - chartArea.top)) * ratio;
      const [r, , b, a] = ctx.getImageData(Math.round(x), Math.round(y), 1, 1).data;
      return a! > 0 && b! > r!;
    };
    return {
      legend: chart.legend!.legendItems!.map(({ text }) => text),
      band: [20, 23, 26, 30, 33, 35].map(blueAt),
      said: canvas.getAttribute('aria-label'),
    };
  });
  expect(legend).toContain('began');
  // The alarm came at 37: the first drifted sample was one from 24 to 33.
  expect(band).toEqual([false, false, true, true, true, false]);
  expect(said).toContain('chance brings as much once in 5000 inputs, at or beyond the alarm');
});
