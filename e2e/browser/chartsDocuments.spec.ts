import type { Page } from 'playwright/test';
import { type AnyChart, addEveryChart } from '../support/everyChart.js';
import { expect, test } from '../support/labTest.js';

/** Adds an iframe whose document has a page colour of its own. */
function addFrame(page: Page): Promise<void> {
  return page.evaluate(() => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    frame.style.cssText = 'width: 500px; height: 400px';
    const inside = frame.contentDocument!;
    inside.documentElement.style.setProperty('--drift-p-value', 'oklch(1 0 0)');
    inside.documentElement.style.setProperty('--drift-text', 'rgb(9, 8, 7)');
  });
}

test('a gallery has its layout in every document and shadow tree it comes to', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  await addFrame(page);
  const { displays, pictures, names, sheets } = await page.evaluate(() => {
    const { DriftGallery } = window.lab.charts;
    const inside = document.querySelector('iframe')!.contentDocument!;
    const shadowIn = (page: Document): ShadowRoot =>
      page.body.appendChild(page.createElement('div')).attachShadow({ mode: 'open' });
    const places = [document.body, inside.body, shadowIn(document), shadowIn(inside)];
    const thumbnail = new OffscreenCanvas(8, 8);
    thumbnail.getContext('2d')!.fillRect(0, 0, 8, 8);
    const inputs = [{ sample: 1, witness: 0, thumbnail }];
    const container = document.createElement('div');
    const moving = new DriftGallery(container);
    moving.update(inputs);
    const display = (list: Element) =>
      list.ownerDocument.defaultView!.getComputedStyle(list).display;
    const displays: string[] = [];
    const pictures: boolean[] = [];
    for (const place of places) {
      place.append(container);
      moving.update(inputs);
      displays.push(display(container.querySelector('ol')!));
      const own = place.appendChild(place.ownerDocument.createElement('div'));
      new DriftGallery(own, { onSelect: () => {} }).update(inputs);
      new DriftGallery(own, { onSelect: () => {} }).update(inputs);
      displays.push(display(own.querySelector('ol')!));
      pictures.push(own.querySelector('canvas') !== null);
    }
    // A shadow root itself, and a document that is nowhere shown.
    new DriftGallery(shadowIn(inside) as unknown as HTMLElement).update(inputs);
    const nowhere = document.implementation.createHTMLDocument();
    new DriftGallery(nowhere.body).update(inputs);
    const sheets = [document, inside, nowhere].map((page) => page.adoptedStyleSheets.length);
    const names = [...inside.querySelectorAll('button')].map(({ type }) => type);
    return { displays, pictures, names, sheets };
  });
  expect(displays).toEqual(Array(8).fill('flex'));
  expect(pictures).toEqual([true, true, true, true]);
  expect(names).toEqual(['button']);
  expect(sheets).toEqual([1, 1, 0]);
});

test('a gallery works in a pop-out', async ({ openOwnLab }) => {
  const page = await openOwnLab('cpu');
  const [popOut] = await Promise.all([
    page.waitForEvent('popup'),
    page.evaluate(() => {
      const { DriftGallery, DriftHistory } = window.lab.charts;
      new DriftGallery(document.body.appendChild(document.createElement('div')));
      const other = window.open('', '', 'width=400,height=300')!.document;
      const gallery = new DriftGallery(other.body.appendChild(other.createElement('div')));
      gallery.update([{ sample: 1, witness: 0 }]);
      new DriftHistory(other.body.appendChild(other.createElement('canvas')));
    }),
  ]);
  await expect(popOut.getByRole('list')).toHaveCSS('display', 'flex');
  await expect(popOut.locator('canvas[role=img]')).toBeVisible();
});

test('a chart follows its canvas into another document and out of it, or to no end', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  await addEveryChart(page);
  await addFrame(page);
  await page.evaluate(() => {
    const { every, lab } = window;
    const canvas = every.canvas();
    const history: AnyChart = every.make.DriftHistory(canvas);
    const inside = document.querySelector('iframe')!.contentDocument!;
    const place = inside.body.appendChild(inside.createElement('div'));
    place.style.width = '300px';
    place.append(canvas);
    const add = () => every.use.DriftHistory['add']!(history);
    add();
    const shown = () => ({
      colour: lab.Chart.getChart(canvas)!.data.datasets[0]!.borderColor,
      width: canvas.width / devicePixelRatio,
      isDrawn: canvas
        .getContext('2d')!
        .getImageData(0, 0, canvas.width, canvas.height)
        .data.some((value) => value > 0),
    });
    Object.assign(window, { moved: { canvas, history, place, add, shown } });
  });
  const shown = () => page.evaluate(() => (window as unknown as { moved: AnyChart }).moved.shown());
  expect(await shown()).toEqual({ colour: 'rgb(255, 255, 255)', width: 300, isDrawn: true });
  await page.evaluate(() => {
    (window as unknown as { moved: AnyChart }).moved.place.style.width = '350px';
  });
  await expect.poll(shown).toMatchObject({ width: 350 });
  const { failures, html } = await page.evaluate(async () => {
    const { every, lab } = window;
    const { moved } = window as unknown as { moved: AnyChart };
    const failures: string[] = [];
    const use = async () => {
      for (const call of Object.values(every.use.DriftHistory)) {
        failures.push(await lab.failure(() => call(moved.history)));
      }
    };
    moved.canvas.remove();
    await use();
    document.body.append(moved.canvas);
    await use();
    document.querySelector('iframe')!.contentDocument!.body.append(moved.canvas);
    await use();
    document.querySelector('iframe')!.remove();
    await use();
    failures.push(await lab.failure(() => moved.history.destroy()));
    return { failures: [...new Set(failures)], html: moved.canvas.outerHTML };
  });
  expect(failures).toEqual(['nothing']);
  expect(html).toBe('<canvas></canvas>');
});

test('a chart made out of the page has the size and the colours of the place it comes to', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  await addEveryChart(page);
  await page.evaluate(() => {
    const { every, lab } = window;
    const place = document.body.appendChild(document.createElement('div'));
    place.style.cssText = 'width: 400px; font-family: serif; --drift-statistic: oklch(1 0 0)';
    for (const [name, make] of Object.entries(every.make)) {
      const canvas = document.createElement('canvas');
      const chart = make(canvas);
      Object.values(every.use[name as keyof typeof every.make])[0]!(chart);
      place.append(canvas);
    }
    const { DriftGallery } = lab.charts;
    const { length } = document.adoptedStyleSheets;
    new DriftGallery(document.createElement('div'));
    if (document.adoptedStyleSheets.length > Math.max(1, length)) throw new Error('Two sheets.');
  });
  await expect
    .poll(() =>
      page.evaluate(() =>
        [...document.querySelectorAll('canvas')].map((canvas) => {
          const { data, options } = window.lab.Chart.getChart(canvas)!;
          const { family } = (options.scales!['x'] as AnyChart).ticks.font ?? {};
          return [canvas.clientWidth, canvas.clientHeight, data.datasets.length, family];
        }),
      ),
    )
    .toEqual([
      [400, 280, 8, 'serif'],
      [400, 280, 2, undefined],
      [400, 280, 2, 'serif'],
      [400, 280, 5, 'serif'],
    ]);
});

test('a chart is as sharp as the screen that it is on', async ({ openOwnLab }) => {
  const page = await openOwnLab('cpu');
  await addEveryChart(page);
  await page.evaluate(() => {
    for (const make of Object.values(window.every.make)) make(window.every.canvas());
  });
  const pixels = () =>
    page.evaluate(async () => {
      await new Promise(requestAnimationFrame);
      return [...document.querySelectorAll('canvas')].map(({ width }) => width);
    });
  expect(await pixels()).toEqual([400, 400, 400, 400]);
  const session = await page.context().newCDPSession(page);
  for (const deviceScaleFactor of [2, 1, 3]) {
    // Another width, since the emulation tells nobody of a ratio alone.
    const size = { width: 1280 + deviceScaleFactor, height: 720, mobile: false };
    await session.send('Emulation.setDeviceMetricsOverride', { ...size, deviceScaleFactor });
    await expect.poll(pixels).toEqual(Array(4).fill(400 * deviceScaleFactor));
  }
});
