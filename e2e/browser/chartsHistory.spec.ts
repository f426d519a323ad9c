import type { Page } from 'playwright/test';
import { addCanvas, pixelsLike } from '../support/chartImage.js';
import { expect, test } from '../support/labTest.js';

const WARNING_BAND: [number, number, number] = [249, 236, 204];

test('shows states as bands, the alarm, and gaps as breaks', async ({ openLab }) => {
  const page = await openLab('cpu');
  await addCanvas(page);
  const { lines, alarms, table, range } = await page.evaluate(() => {
    const { charts, Chart } = window.lab;
    const canvas = document.querySelector('canvas')!;
    const history = new charts.DriftHistory(canvas, { length: 50 });
    const add = (samples: number, mmd2: number, state: 'ok' | 'warning' | 'drift') =>
      history.add({
        samples,
        mmd2,
        pValue: mmd2 > 0.01 ? 0.001 : 0.4,
        threshold: 0.011,
        measure: 'mmd2',
        state,
        time: '2025-01-01T00:00:00.000Z',
      });
    for (let i = 20; i < 30; i++) add(i, 0, 'ok');
    history.gap();
    for (let i = 30; i < 35; i++) add(i, 0.0105, 'warning');
    for (let i = 45; i < 55; i++) add(i, 0.105, 'drift');
    canvas.style.setProperty('--drift-p-value', 'black');
    history.restyle();
    const chart = Chart.getChart(canvas)!;
    const [pValue, , mmd2, raised] = chart.data.datasets.map(
      ({ data }) => data as { x: number; y: number }[],
    );
    const { min, max } = chart.scales['x']!;
    const breaks = (line: { x: number; y: number }[]) =>
      line.filter(({ y }) => Number.isNaN(y)).map(({ x }) => x);
    return {
      lines: { pValue: breaks(pValue!), mmd2: breaks(mmd2!) },
      alarms: raised!.filter(({ y }) => y > 0).map(({ x }) => x),
      table: history.table(),
      range: [min, max],
    };
  });
  expect(lines).toEqual({ pValue: [29.5, 39.5], mmd2: [29.5, 39.5] });
  expect(alarms).toEqual([45]);
  expect(range).toEqual([20, 80]);
  expect(table.rows.length).toBe(25);
  expect(table.rows.at(-1)).toEqual([
    54,
    '2025-01-01T00:00:00.000Z',
    0.105,
    0.001,
    0.011,
    'MMD²',
    'drift',
  ]);
  // It was said when the state began.
  expect(table.caption).toMatch(/^History of 25 tests: MMD² 0.105, above/);
  await expect(page.locator('canvas')).toHaveAccessibleName(
    'History of 16 tests: MMD² 0.105, above the alarm threshold 0.011 since input 45; p-value 0.001. ' +
      'State: drift since input 45.',
  );
  // The red band, the amber one, and nothing behind what was ok.
  expect(await pixelsLike(page, [247, 228, 227])).toBeGreaterThan(1000);
  expect(await pixelsLike(page, WARNING_BAND)).toBeGreaterThan(1000);
});

test('entries without a state have no bands and no alarms', async ({ openLab }) => {
  const page = await openLab('cpu');
  await addCanvas(page);
  const legend = await page.evaluate(() => {
    const { charts, Chart } = window.lab;
    const canvas = document.querySelector('canvas')!;
    const history = new charts.DriftHistory(canvas);
    for (let samples = 1; samples < 9; samples++) {
      history.add({ samples, mmd2: 0.001, pValue: 0.005, threshold: 0.01, measure: 'pValue' });
    }
    return Chart.getChart(canvas)!.legend!.legendItems!.map(({ text }) => text);
  });
  expect(legend).toEqual(['p-value', 'alarm from', 'MMD²']);
  expect(await pixelsLike(page, WARNING_BAND)).toBe(0);
  await expect(page.locator('canvas')).toHaveAccessibleName(
    'History of 1 test: MMD² 0.001; p-value 0.005, at or below the alarm threshold 0.01 since input 1.',
  );
});

test('draws from where on there is a warning, and on which axis', async ({ openLab }) => {
  const page = await openLab('cpu');
  await addCanvas(page);
  const drawn = await page.evaluate(() => {
    const { charts, Chart } = window.lab;
    const canvas = document.querySelector('canvas')!;
    const history = new charts.DriftHistory(canvas);
    for (let samples = 1; samples < 9; samples++) {
      const scan = { runTime: 5 };
      const limits = { threshold: 1_000, warningThreshold: 100 };
      history.add({ samples, measure: 'scan', scan, ...limits });
    }
    const { datasets } = Chart.getChart(canvas)!.data;
    const line = datasets.find(({ label }) => label === 'warning from')!;
    const [first] = line.data as { x: number; y: number }[];
    return { first, axis: (line as { yAxisID?: string }).yAxisID };
  });
  expect(drawn).toEqual({ first: { x: 1, y: 0.01 }, axis: 'p' });
});

test('says a new state at once, and more of the same after ten seconds', async ({ openOwnLab }) => {
  const page = await openOwnLab('cpu');
  await addCanvas(page);
  await page.clock.install();
  const add = (samples: number, mmd2: number) => addTest(page, samples, mmd2);
  const canvas = page.locator('canvas');
  await page.evaluate(() => {
    const canvas = document.querySelector('canvas')!;
    Object.assign(window, { shown: new window.lab.charts.DriftHistory(canvas) });
  });
  await expect(canvas).toHaveAccessibleName('History of tests: no test yet.');
  await add(20, 0.001);
  await expect(canvas).toHaveAccessibleName(/^History of 1 test: MMD² 0.001, not above/);
  await add(21, 0.002);
  await expect(canvas).toHaveAccessibleName(/^History of 1 test/);
  await page.clock.runFor(10_000);
  await expect(canvas).toHaveAccessibleName(/^History of 2 tests: MMD² 0.002/);
  await add(22, 0.02);
  await expect(canvas).toHaveAccessibleName(/^History of 3 tests: .*since input 22/);
});

test("keeps the app's own name, and leaves the canvas as it was", async ({ openLab }) => {
  const page = await openLab('cpu');
  await addCanvas(page);
  const { during, after, isFreed } = await page.evaluate(() => {
    const { charts, Chart } = window.lab;
    const canvas = document.querySelector('canvas')!;
    canvas.setAttribute('aria-label', 'Drift of line 3');
    const own = ['role', 'aria-label', 'aria-description'];
    const attributes = () => own.map((name) => canvas.getAttribute(name));
    const history = new charts.DriftHistory(canvas);
    const during = attributes();
    history.destroy();
    const isFreed = !Chart.getChart(canvas) && Object.keys(Chart.instances).length === 0;
    return { during, after: attributes(), isFreed };
  });
  expect(during).toEqual(['img', 'Drift of line 3', 'History of tests: no test yet.']);
  expect(after).toEqual([null, 'Drift of line 3', null]);
  expect(isFreed).toBe(true);
});

function addTest(page: Page, samples: number, mmd2: number): Promise<void> {
  return page.evaluate(
    (entry) => {
      const { shown } = window as unknown as {
        shown: InstanceType<typeof window.lab.charts.DriftHistory>;
      };
      shown.add({ ...entry, pValue: 0.1, threshold: 0.011, measure: 'mmd2' });
    },
    { samples, mmd2 },
  );
}
