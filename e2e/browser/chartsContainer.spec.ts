import type { Page } from 'playwright/test';
import { addEveryChart, CANVAS_CHARTS } from '../support/everyChart.js';
import { expect, test } from '../support/labTest.js';

/** What an app may give a chart to fill, and how large the chart is then. */
const CONTAINERS: readonly (readonly [what: string, html: string, size: [number, number]])[] = [
  ['an element of its own', '<div class="place">Loading…</div>', [400, 280]],
  ['one beside tall content', '<p style="height: 500px"></p><div class="place"></div>', [400, 280]],
  ['one of a fixed height', '<div class="place" style="height: 180px"></div>', [400, 180]],
  [
    'one of a ratio, with padding and border',
    '<div class="place" style="box-sizing: border-box; aspect-ratio: 2; padding: 9px; border: 1px solid"></div>',
    [380, 180],
  ],
  [
    'what is left of a column',
    '<div style="display: flex; flex-direction: column; height: 300px"><p style="margin: 0; height: 40px"></p>' +
      '<div class="place" style="flex: 1; min-height: 0"></div></div>',
    [400, 260],
  ],
  [
    'a cell of a grid',
    '<div style="display: grid; grid-template-columns: 100px minmax(0, 1fr); height: 220px"><p></p>' +
      '<div class="place"></div></div>',
    [300, 220],
  ],
  [
    'one that is as wide as what it holds',
    '<div class="place" style="display: inline-block"></div>',
    [480, 280],
  ],
  [
    'one that lies over another',
    '<div style="position: relative; height: 150px"><div class="place" style="position: absolute; inset: 10px"></div></div>',
    [380, 130],
  ],
];

/** Every chart in its own copy of a place 400 pixels wide. */
async function addTo(page: Page, html: string): Promise<void> {
  await addEveryChart(page);
  await page.evaluate((html) => {
    document.body.style.margin = '0';
    const charts = Object.values(window.every.make).map((make) => {
      const frame = document.body.appendChild(document.createElement('section'));
      frame.style.width = '400px';
      frame.innerHTML = html;
      return make(frame.querySelector<HTMLElement>('.place')!);
    });
    Object.assign(window, { charts });
  }, html);
}

/** Of each chart, in a frame of its own: the place on the page, and the pixels drawn. */
function sizes(page: Page): Promise<{ shown: number[]; drawn: number[] }[]> {
  return page.evaluate(async () => {
    await new Promise(requestAnimationFrame);
    return [...document.querySelectorAll('canvas')].map((canvas) => ({
      shown: [canvas.clientWidth, canvas.clientHeight],
      drawn: [canvas.width / devicePixelRatio, canvas.height / devicePixelRatio],
    }));
  });
}

const all = (width: number, height: number) =>
  CANVAS_CHARTS.map(() => ({ shown: [width, height], drawn: [width, height] }));

for (const [what, html, [width, height]] of CONTAINERS) {
  test(`a chart fills ${what}, keeps its size, and leaves it empty`, async ({ openLab }) => {
    const page = await openLab('cpu');
    await addTo(page, html);
    await expect.poll(() => sizes(page)).toEqual(all(width, height));
    const height0 = await page.evaluate(() => document.body.scrollHeight);
    for (let frame = 0; frame < 10; frame++) await sizes(page);
    expect(await sizes(page)).toEqual(all(width, height));
    expect(await page.evaluate(() => document.body.scrollHeight)).toBe(height0);
    const { left, overflows } = await page.evaluate(() => {
      const places = [...document.querySelectorAll('.place')];
      const overflows = places.filter((place) => place.scrollHeight > place.clientHeight).length;
      const { charts } = window as unknown as { charts: { destroy(): void }[] };
      for (const chart of charts) chart.destroy();
      return { left: places.map((place) => place.innerHTML).join(''), overflows };
    });
    expect(overflows).toBe(0);
    expect(left).toBe('');
  });
}

test('a chart is right after it was hidden, in a place that was closed, or changed its rules', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  await addTo(page, '<details><summary>More</summary><div class="place"></div></details>');
  const style = (css: string, isOpen = true) =>
    page.evaluate(
      ([css, isOpen]) => {
        for (const details of document.querySelectorAll('details')) details.open = isOpen;
        for (const place of document.querySelectorAll<HTMLElement>('.place')) {
          place.style.cssText = css;
        }
        const { every } = window;
        const { charts } = window as unknown as { charts: never[] };
        Object.values(every.make).forEach((_, index) => {
          const name = Object.keys(every.make)[index] as keyof typeof every.make;
          Object.values(every.use[name])[0]!(charts[index]!);
        });
      },
      [css, isOpen] as const,
    );
  await style('', true);
  await expect.poll(() => sizes(page)).toEqual(all(400, 280));
  await style('', false);
  await style('height: 300px');
  await style('display: none');
  await style('height: 150px');
  await expect.poll(async () => (await sizes(page))[0]!.shown[0]).toBe(400);
  // Of a fixed height, and then of none: a narrow screen's rules.
  await style('width: 350px; height: 200px');
  await style('width: 350px');
  await expect.poll(async () => (await sizes(page))[0]!.shown[0]).toBe(350);
  const isDrawn = await page.evaluate(() =>
    [...document.querySelectorAll('canvas')].map((canvas) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return data.some((value) => value > 0);
    }),
  );
  expect(isDrawn).toEqual([true, true, true, true]);
});

test('a chart waits for a place that has no extent yet', async ({ openLab }) => {
  const page = await openLab('cpu');
  await addTo(page, '<div class="place" style="overflow: hidden; width: 0; height: 200px"></div>');
  await sizes(page);
  const open = (css: string) =>
    page.evaluate((css) => {
      for (const place of document.querySelectorAll<HTMLElement>('.place')) {
        place.style.cssText = css;
      }
    }, css);
  await open('overflow: hidden; width: 300px; height: 200px');
  await expect.poll(() => sizes(page)).toEqual(all(300, 200));
  await open('overflow: hidden; width: 300px; height: 0');
  await sizes(page);
  await open('overflow: hidden; width: 320px; height: 260px');
  await expect.poll(() => sizes(page)).toEqual(all(320, 260));
});

test('a chart in an element of another document, or in a shadow tree, fills it too', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  await addEveryChart(page);
  const found = await page.evaluate(() => {
    const { DriftHistory } = window.lab.charts;
    const frame = document.body.appendChild(document.createElement('iframe'));
    frame.style.cssText = 'width: 316px; height: 200px; border: 0';
    const inside = frame.contentDocument!;
    // Its body is as high as the frame, as of every page without a doctype.
    const host = document.body.appendChild(document.createElement('div'));
    host.style.width = '310px';
    const root = host.attachShadow({ mode: 'open' });
    const places = [inside.body, root as unknown as HTMLElement];
    for (const place of places) new DriftHistory(place);
    return places.map((place) => {
      const { clientWidth, clientHeight, ownerDocument } = place.querySelector('canvas')!;
      return [clientWidth, clientHeight, ownerDocument === place.ownerDocument];
    });
  });
  expect(found).toEqual([
    [300, 184, true],
    [310, 280, true],
  ]);
});
