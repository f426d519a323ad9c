import { expect, test } from '../support/labTest.js';

test('ranks inputs with pictures, names and keyboard, and keeps the focus', async ({ openLab }) => {
  const page = await openLab('cpu');
  await page.evaluate(() => {
    const { DriftGallery } = window.lab.charts;
    const container = document.body.appendChild(document.createElement('div'));
    const selected: number[] = [];
    const gallery = new DriftGallery(container, {
      onSelect: ({ sample }) => selected.push(sample),
    });
    const thumbnails: Record<number, OffscreenCanvas> = {};
    for (const sample of [87, 90, 91, 95]) {
      const thumbnail = new OffscreenCanvas(16, 16);
      const context = thumbnail.getContext('2d')!;
      context.fillStyle = `rgb(${sample}, 0, 0)`;
      context.fillRect(0, 0, 16, 16);
      thumbnails[sample] = thumbnail;
    }
    Object.assign(window, { gallery, selected, thumbnails });
  });
  const empty = page.getByText('No inputs have been tested yet.');
  await expect(empty).toBeVisible();
  await expect(page.getByRole('list')).toBeHidden();

  const update = (samples: readonly number[]) =>
    page.evaluate((samples) => {
      const { gallery, thumbnails } = window as unknown as {
        gallery: InstanceType<typeof window.lab.charts.DriftGallery>;
        thumbnails: Record<number, OffscreenCanvas>;
      };
      gallery.update(
        samples.map((sample, rank) => {
          const thumbnail = thumbnails[sample]!;
          return { sample, witness: -0.0123 + 0.0125 * rank, thumbnail };
        }),
      );
    }, samples);
  await update([87, 90, 91]);
  await expect(empty).toBeHidden();
  const list = page.getByRole('list', { name: 'Inputs most unlike the reference' });
  await expect(list.getByRole('listitem')).toHaveText([
    /87.*-0\.012/,
    /90.*0\.000/,
    /91.*\+0\.013/,
  ]);
  await expect(list.getByRole('button').first()).toHaveAccessibleName(
    'Input 87, witness -0.012, the most unlike the reference',
  );
  await expect(list.getByRole('button').last()).toHaveAccessibleName(
    'Input 91, witness +0.013, rank 3 of 3',
  );
  const red = await list
    .locator('canvas')
    .first()
    .evaluate((canvas) => [
      ...(canvas as HTMLCanvasElement).getContext('2d')!.getImageData(5, 5, 1, 1).data,
    ]);
  expect(red).toEqual([87, 0, 0, 255]);

  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  const second = page.getByRole('button', { name: /Input 90/ });
  await expect(second).toBeFocused();
  await page.keyboard.press('Enter');
  await update([90, 95, 87]);
  await expect(second).toBeFocused();
  await expect(second).toHaveAccessibleName(/the most unlike/);
  await page.keyboard.press('Space');
  // What had the focus is gone: what is in its place has it.
  await update([95, 87]);
  await expect(page.getByRole('button', { name: /Input 95/ })).toBeFocused();
  expect(await page.evaluate(() => (window as unknown as { selected: number[] }).selected)).toEqual(
    [90, 90],
  );

  await page.evaluate(() => (window as unknown as { gallery: { clear(): void } }).gallery.clear());
  await expect(empty).toBeVisible();
});

test("takes mostDrifted(), and an app's class rules win", async ({ openOwnLab }) => {
  const page = await openOwnLab('cpu');
  const { samples, table, display } = await page.evaluate(async () => {
    const { charts, drift, gaussianRows } = window.lab;
    const style = document.head.appendChild(document.createElement('style'));
    style.textContent = '.drift-gallery { display: grid }';
    const monitor = new drift.DriftMonitor({
      reference: await drift.Reference.fromFeatures(gaussianRows(1, 40, 3)),
      sampling: 'independent',
      windowSize: 4,
      policy: drift.pValuePolicy(),
    });
    monitor.observe(gaussianRows(2, 4, 3));
    await monitor.idle();
    const container = document.body.appendChild(document.createElement('div'));
    const gallery = new charts.DriftGallery(container);
    gallery.update(monitor.mostDrifted(3));
    const samples = monitor.mostDrifted(3).map(({ sample }) => sample);
    await monitor.dispose();
    const { display } = getComputedStyle(container.querySelector('ol')!);
    return { samples, table: gallery.table(), display };
  });
  expect(display).toBe('grid');
  expect(table.rows.map(([rank, sample]) => [rank, sample])).toEqual(
    samples.map((sample, rank) => [rank + 1, sample]),
  );
  // Without onSelect they are pictures, not buttons.
  await expect(page.getByRole('img')).toHaveCount(3);
  await expect(page.getByRole('img').first()).toHaveAccessibleName(
    /the most unlike the reference$/,
  );
  await page.keyboard.press('Tab');
  await expect(page.getByRole('img').first()).toBeFocused();
});

test('lays an overlay over a picture, and says where', async ({ openLab }) => {
  const page = await openLab('cpu');
  const { before, after, tables } = await page.evaluate(() => {
    const { DriftGallery } = window.lab.charts;
    const container = document.body.appendChild(document.createElement('div'));
    const gallery = new DriftGallery(container);
    const filled = (size: number, colour: string): OffscreenCanvas => {
      const canvas = new OffscreenCanvas(size, size);
      const context = canvas.getContext('2d')!;
      context.fillStyle = colour;
      // Its left half.
      context.fillRect(0, 0, size === 16 ? 16 : size / 2, size);
      return canvas;
    };
    const input = { sample: 5, witness: -0.2, thumbnail: filled(16, 'rgb(0, 0, 200)') };
    const colours = () => {
      const context = container.querySelector('canvas')!.getContext('2d')!;
      return [4, 12].map((x) => [...context.getImageData(x, 8, 1, 1).data]);
    };
    gallery.update([input]);
    const before = { colours: colours(), table: gallery.table() };
    const overlay = filled(8, 'rgb(250, 0, 0)');
    gallery.update([
      { ...input, overlay, where: 'left' },
      { ...input, sample: 6, where: 'all over' },
    ]);
    return {
      before: before.colours,
      after: colours(),
      tables: [before.table, gallery.table()].map(({ columns, rows }) => ({ columns, rows })),
    };
  });
  const blue = [0, 0, 200, 255];
  expect(before).toEqual([blue, blue]);
  expect(after).toEqual([[250, 0, 0, 255], blue]);
  expect(tables[0]!.columns).toEqual(['rank', 'input', 'witness', 'time']);
  expect(tables[1]).toEqual({
    columns: ['rank', 'input', 'witness', 'time', 'where'],
    rows: [
      [1, 5, -0.2, '', 'left'],
      [2, 6, -0.2, '', 'all over'],
    ],
  });
  await expect(page.getByRole('img').first()).toHaveAccessibleName(
    'Input 5, witness -0.200, the most unlike the reference, mostly left',
  );
  await expect(page.getByRole('img').last()).toHaveAccessibleName(/rank 2 of 2, all over$/);
});
