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
  // The pointer left the canvas, and nothing is hovered.
  const hovers = heard.filter((item) => JSON.stringify(item).match(/hover|^{}$/));
  expect(hovers.at(-1)).toEqual({});
});

test('pins a point for the app as a click would, with and without a listener', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  await addCanvas(page);
  const { ringed, plain, heard, refused, frozen } = await page.evaluate(async () => {
    const { charts, failure } = window.lab;
    const canvas = document.querySelector('canvas')!;
    canvas.style.setProperty('--drift-text', '#ff00ff');
    const projection = {
      embedding: [
        [-4, -4],
        [-4, 4],
      ],
      transform: (rows: readonly ArrayLike<number>[]) => rows.map((row) => [row[0]!, row[1]!]),
    };
    /** Where the ring would be around a point: its colour there, or none. */
    const ringAt = (x: number, y: number) => {
      const ratio = canvas.width / canvas.clientWidth;
      const reach = 16 * ratio;
      const { data } = canvas
        .getContext('2d')!
        .getImageData(x * ratio - reach, y * ratio - reach, 2 * reach, 2 * reach);
      let count = 0;
      for (let at = 0; at < data.length; at += 4) {
        if (data[at]! > 200 && data[at + 1]! < 60 && data[at + 2]! > 200 && data[at + 3]! > 200)
          count++;
      }
      return count > 20;
    };
    const rings = () => {
      const chart = window.lab.Chart.getChart(canvas)!;
      return [0, 1].flatMap((dataset) =>
        chart.getDatasetMeta(dataset).data.map(({ x, y }) => ringAt(x, y)),
      );
    };
    const rows = [
      [4, -4],
      [4, 4],
    ];

    const heard: unknown[] = [];
    const scatter = new charts.DriftScatter(canvas, {
      projection,
      onPin: (point) => heard.push(point ?? null),
    });
    await scatter.update(rows);
    const ringed = [rings()];
    const mine = { kind: 'live', index: 1 } as { kind: 'live' | 'reference'; index: number };
    scatter.pin(mine);
    ringed.push(rings());
    mine.index = 0;
    scatter.pin({ kind: 'live', index: 1 });
    scatter.pin({ kind: 'reference', index: 0 });
    ringed.push(rings());
    const refused = [];
    for (const point of [
      { kind: 'live', index: 2 },
      { kind: 'live', index: -1 },
      { kind: 'reference', index: 0.5 },
      { kind: 'window', index: 0 },
    ]) {
      refused.push(await failure(() => scatter.pin(point as typeof mine)));
    }
    ringed.push(rings());
    scatter.pin(undefined);
    ringed.push(rings());
    // A row that was pinned so is followed, and let go, like a clicked one.
    scatter.pin({ kind: 'live', index: 1 });
    await scatter.update([rows[1]!, [0, 0]]);
    ringed.push(rings());
    await scatter.update([]);
    refused.push(await failure(() => scatter.pin({ kind: 'live', index: 0 })));
    scatter.destroy();
    const frozen = await failure(() => scatter.pin({ kind: 'reference', index: 0 }));

    const silent = new charts.DriftScatter(canvas, { projection });
    silent.pin({ kind: 'reference', index: 1 });
    const plain = rings();
    silent.destroy();
    return { ringed, plain, heard, refused, frozen };
  });
  expect(ringed).toEqual([
    [false, false, false, false],
    [false, true, false, false],
    [false, false, true, false],
    [false, false, true, false],
    [false, false, false, false],
    [true, false, false, false],
  ]);
  expect(plain).toEqual([false, true]);
  const [live, reference] = [
    { kind: 'live', index: 1 },
    { kind: 'reference', index: 0 },
  ];
  expect(heard).toEqual([live, reference, null, live, null]);
  expect(refused).toEqual([
    'InvalidOptionError: point.index: a whole number from 0 to 1 was expected, one of 2 live points, 2 came.',
    'InvalidOptionError: point.index: a whole number from 0 to 1 was expected, one of 2 live points, -1 came.',
    'InvalidOptionError: point.index: a whole number from 0 to 1 was expected, one of 2 reference points, 0.5 came.',
    "InvalidOptionError: point.kind: 'live' or 'reference' was expected, 'window' came.",
    'InvalidOptionError: point.index: no live point is shown now, 0 came.',
  ]);
  expect(frozen).toBe('nothing');
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

test('names classes where they lie, and takes another projection with the next update', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  await addCanvas(page);
  const { before, after, refused } = await page.evaluate(async () => {
    const { charts, Chart, failure } = window.lab;
    const canvas = document.querySelector('canvas')!;
    const placedAt = (x: number) => ({
      embedding: [
        [-x, 1],
        [-x, 3],
        [-x, 2],
      ],
      transform: (rows: readonly ArrayLike<number>[]) => rows.map(() => [x, 0]),
    });
    const labels = ['cat', 'cat', undefined];
    const written: string[] = [];
    const context = canvas.getContext('2d')!;
    const write = context.fillText.bind(context);
    context.fillText = (text: string, ...at: [number, number]) => {
      written.push(text);
      write(text, ...at);
    };
    const scatter = new charts.DriftScatter(canvas, { projection: placedAt(4), labels });
    const rows = [[1], [2]];
    await scatter.update(rows);
    const before = {
      names: written.filter((text) => text === 'cat').length,
      key: written.includes('reference, named where most lie'),
      row: scatter.table().rows[0],
    };
    const refused = await failure(() => scatter.reproject({ embedding: [[1]] } as never));
    scatter.reproject(placedAt(7), { x: 'along the drift' });
    await scatter.update(rows);
    const { scales } = Chart.getChart(canvas)!;
    const title = (scales['x']!.options as unknown as { title: { text: string } }).title.text;
    return { before, after: { row: scatter.table().rows[0], title }, refused };
  });
  expect(before.names).toBeGreaterThan(0);
  expect(before.key).toBe(true);
  expect(before.row).toEqual(['live 1', 4, 0]);
  expect(after).toEqual({ row: ['live 1', 7, 0], title: 'along the drift' });
  expect(refused).toMatch(/InvalidOptionError: DriftScatter: projection.embedding/);
});
