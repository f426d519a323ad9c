import { addCanvas, pixelsLike } from '../support/chartImage.js';
import { expect, test } from '../support/labTest.js';

test('colours live points by witness, and tells what is hovered and pinned', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  await addCanvas(page);
  const { colours, places, refused, table } = await page.evaluate(async () => {
    const { charts, Chart, failure } = window.lab;
    const canvas = document.querySelector('canvas')!;
    const transform = (rows: readonly ArrayLike<number>[]) => rows.map((row) => [row[0]!, row[1]!]);
    const heard: unknown[] = [];
    const scatter = new charts.DriftScatter(canvas, {
      projection: {
        embedding: [
          [-4, -4],
          [-4, 4],
        ],
        transform,
      },
      onHover: (point) => heard.push({ hover: point }),
      onPin: (point) => heard.push({ pin: point ?? null }),
    });
    const rows = [
      [4, -4],
      [4, 4],
      [0, 0],
    ];
    await scatter.update(rows, { witness: [-0.02, 0, 0.02] });
    const chart = Chart.getChart(canvas)!;
    const live = chart.data.datasets[0] as unknown as { pointBackgroundColor: string[] };
    const at = (index: number, dataset: number) => {
      const { x, y } = chart.getDatasetMeta(dataset).data[index]!;
      return { x, y };
    };
    const refused = await failure(() => scatter.update(rows, { witness: [1] }));
    Object.assign(window, { scatter, heard, rows });
    return {
      colours: live.pointBackgroundColor,
      places: { first: at(0, 0), reference: at(1, 1) },
      refused,
      table: scatter.table(),
    };
  });
  expect(colours[0]).toBe('rgb(213, 94, 0)');
  expect(colours[2]).toBe('rgb(0, 114, 178)');
  expect(new Set(colours).size).toBe(3);
  expect(refused).toMatch(/InvalidOptionError: witness: one finite number for each of 3 rows/);
  expect(table.columns).toEqual(['point', 'x', 'y', 'witness']);
  expect(table.rows[0]).toEqual(['live 1', 4, -4, -0.02]);
  expect(table.rows.length).toBe(5);
  const canvas = page.locator('canvas');
  await expect(canvas).toHaveAccessibleName(
    'Map of 2 reference points and 3 live points, the most unlike the reference is live point 1, ' +
      'witness -0.020.',
  );

  await canvas.hover({ position: places.reference });
  await canvas.click({ position: places.first });
  await page.mouse.move(0, 500);
  // The pinned row goes to another place, then out of the window.
  const heard = await page.evaluate(async () => {
    const { scatter, heard, rows } = window as unknown as {
      scatter: InstanceType<typeof window.lab.charts.DriftScatter>;
      heard: unknown[];
      rows: number[][];
    };
    await scatter.update([[1, 1], rows[0]!]);
    heard.push('moved');
    await scatter.update([[1, 1]]);
    return heard;
  });
  const reference = { kind: 'reference', index: 1 };
  const first = { kind: 'live', index: 0 };
  expect(heard.filter((item) => JSON.stringify(item).includes('pin') || item === 'moved')).toEqual([
    { pin: first },
    'moved',
    { pin: null },
  ]);
  expect(heard).toContainEqual({ hover: reference });
  expect(heard).toContainEqual({ hover: first });
});

test('keeps its axes when restyled, and is freed', async ({ openLab }) => {
  const page = await openLab('cpu');
  await addCanvas(page);
  const { before, after } = await page.evaluate(async () => {
    const { charts, Chart } = window.lab;
    const canvas = document.querySelector('canvas')!;
    const transform = (rows: readonly ArrayLike<number>[]) => rows.map((row) => [row[0]!, row[1]!]);
    const embedding = Array.from({ length: 30 }, (_, i) => [i, i]);
    const scatter = new charts.DriftScatter(canvas, { projection: { embedding, transform } });
    await scatter.update([[100, 100]]);
    await scatter.update([[3, 3]]);
    const limits = () => {
      const { min, max } = Chart.getChart(canvas)!.scales['x']!;
      return { min, max };
    };
    const before = limits();
    canvas.style.setProperty('--drift-reference', '#00ff00');
    scatter.restyle();
    Object.assign(window, { scatter });
    return { before, after: limits() };
  });
  expect(before.max).toBeGreaterThan(100);
  expect(after).toEqual(before);
  expect(await pixelsLike(page, [127, 255, 127])).toBeGreaterThan(30);
  const isFreed = await page.evaluate(() => {
    (window as unknown as { scatter: { destroy(): void } }).scatter.destroy();
    return Object.keys(window.lab.Chart.instances).length === 0;
  });
  expect(isFreed).toBe(true);
  await expect(page.locator('canvas')).not.toHaveAttribute('role');
});
