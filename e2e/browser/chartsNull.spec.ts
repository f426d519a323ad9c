import { addCanvas, pixelsLike } from '../support/chartImage.js';
import { expect, test } from '../support/labTest.js';

test('shows the null with what is at or above the observed statistic', async ({ openLab }) => {
  const page = await openLab('cpu');
  await addCanvas(page);
  const { empty, shown, table, tied } = await page.evaluate(() => {
    const { charts, Chart } = window.lab;
    const canvas = document.querySelector('canvas')!;
    const chart = new charts.NullDistribution(canvas);
    const empty = canvas.getAttribute('aria-label');
    // 0 to 98 thousandths; 9 are at or above 0.09.
    const nullStatistics = Float64Array.from({ length: 99 }, (_, i) => i / 1000);
    chart.update({ nullStatistics, statistic: 0.09, pValue: 10 / 100 });
    const { datasets } = Chart.getChart(canvas)!.data;
    const shown = datasets.map(({ data }) =>
      (data as unknown as { x: number; y: number }[]).map(({ x, y }) => ({ x, y })),
    );
    const ties = { nullStatistics: [0.1, 0.2, 0.3 - 1e-9, 0.3 - 1e-9], statistic: 0.3 };
    const tied = charts.tableOfNull({ ...ties, pValue: 3 / 5 }).rows;
    return { empty, shown, table: chart.table(), tied };
  });
  expect(empty).toBe('Null distribution: no test yet.');
  const [below, above] = shown.map((bars) => bars.reduce((sum, { y }) => sum + y, 0));
  expect([below, above]).toEqual([90, 9]);
  expect(Math.max(...shown[0]!.map(({ x }) => x))).toBeLessThan(0.09);
  expect(Math.min(...shown[1]!.map(({ x }) => x))).toBeGreaterThan(0.09);
  await expect(page.locator('canvas')).toHaveAttribute('role', 'img');
  await expect(page.locator('canvas')).toHaveAccessibleName(
    'Null distribution of 99 permutations: observed statistic 0.09, 9 of 99 (9.09 %) at or above it; ' +
      'p-value 0.1.',
  );
  expect(table.columns).toEqual(['from', 'to', 'permutations', 'place']);
  expect(table.rows.reduce((sum, row) => sum + Number(row[2]), 0)).toBe(99);
  expect(tied.filter((row) => row[3] === 'at or above the observed statistic')).toEqual([
    [0.3, expect.any(Number), 2, 'at or above the observed statistic'],
  ]);
  expect(await pixelsLike(page, [0xd5, 0x5e, 0])).toBeGreaterThan(100);
  expect(await pixelsLike(page, [153, 199, 224])).toBeGreaterThan(1000);
});

test('marks a statistic beyond the whole null, follows the theme, and is freed', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  await addCanvas(page);
  const { axis, freed } = await page.evaluate(() => {
    const { charts, Chart, gaussianRows } = window.lab;
    const canvas = document.querySelector('canvas')!;
    const chart = new charts.NullDistribution(canvas);
    const nullStatistics = gaussianRows(1, 499, 1).map(([value]) => 0.003 * value!);
    chart.update({ nullStatistics, statistic: 0.1, pValue: 1 / 500 });
    const axis = Chart.getChart(canvas)!.scales['x']!;
    canvas.style.setProperty('--drift-statistic', '#00ff00');
    chart.restyle();
    const copy = canvas.cloneNode() as HTMLCanvasElement;
    copy.width = canvas.width;
    copy.height = canvas.height;
    copy.getContext('2d')!.drawImage(canvas, 0, 0);
    const { min, max } = axis;
    chart.destroy();
    const freed = !Chart.getChart(canvas) && Object.keys(Chart.instances).length === 0;
    document.querySelector('div')!.replaceChildren(copy);
    return { axis: { min, max }, freed };
  });
  expect(axis.min).toBeLessThan(-0.005);
  expect(axis.max).toBeGreaterThan(0.1);
  expect(freed).toBe(true);
  await expect(page.locator('canvas')).toHaveAccessibleName(/none of 499 at or above it/);
  expect(await pixelsLike(page, [153, 255, 153])).toBeGreaterThan(500);
});

test('an element holds the table with caption and headers', async ({ openLab }) => {
  const page = await openLab('cpu');
  await page.evaluate(() => {
    const { charts } = window.lab;
    const element = document.body.appendChild(document.createElement('div'));
    element.textContent = 'before';
    const rows = [
      ['<b>', 1],
      ['second', 0.0104321],
      ['third', '2026-11-27T10:00:07.214Z'],
    ];
    charts.renderTable(element, { caption: 'Rows', columns: ['name', 'value'], rows });
  });
  const table = page.getByRole('table', { name: 'Rows' });
  await expect(table.getByRole('columnheader')).toHaveText(['name', 'value']);
  await expect(table.getByRole('rowheader')).toHaveText(['<b>', 'second', 'third']);
  // Of the browser's language: en-US.
  await expect(table.getByRole('cell')).toHaveText(['1', '0.0104', /^11\/27\/2026, \d+:\d\d:07/]);
  await expect(table.locator('time')).toHaveAttribute('datetime', '2026-11-27T10:00:07.214Z');
  expect(
    await table
      .locator('th')
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('scope'))),
  ).toEqual(['col', 'col', 'row', 'row', 'row']);
  await expect(page.getByText('before')).toHaveCount(0);
});
