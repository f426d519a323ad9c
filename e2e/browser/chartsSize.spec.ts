import type { Page } from 'playwright/test';
import { expect, test } from '../support/labTest.js';

const NAMES = ['DriftHistory', 'DriftScatter', 'NullDistribution'] as const;

/** A chart of each kind in its own copy of a place on the page. */
async function addCharts(page: Page, place: string): Promise<void> {
  await page.evaluate((place) => {
    const { DriftHistory, DriftScatter, NullDistribution } = window.lab.charts;
    const canvases = ['history', 'scatter', 'null'].map((id) => {
      const frame = document.body.appendChild(document.createElement('section'));
      frame.innerHTML = place;
      return Object.assign(frame.querySelector('canvas')!, { id });
    });
    const before = document.body.innerHTML;
    const [history, scatter, nullDistribution] = [
      new DriftHistory(canvases[0]!),
      new DriftScatter(canvases[1]!, {
        projection: { embedding: [[-4, -4]], transform: (rows) => rows.map(() => [4, 4]) },
      }),
      new NullDistribution(canvases[2]!),
    ];
    Object.assign(window, {
      before,
      destroy: () => {
        for (const chart of [history, scatter, nullDistribution]) chart.destroy();
      },
      update: async (samples: number) => {
        history.add({ samples, mmd2: 0, pValue: 0.5, threshold: 0.01, measure: 'mmd2' });
        await scatter.update([[samples]]);
        nullDistribution.update({ nullStatistics: [0.1, 0.2], statistic: 0.3, pValue: 1 / 3 });
      },
    });
  }, place);
}

interface Shown {
  before: string;
  destroy(): void;
  update(samples: number): Promise<void>;
}

/** The charts' sizes in the page's pixels, each after an update and in a frame of its own. */
function sizesOver(page: Page, frames: number): Promise<[number, number][][]> {
  return page.evaluate(async (frames) => {
    const { update } = window as unknown as Shown;
    const sizes: [number, number][][] = [];
    for (let frame = 0; frame < frames; frame++) {
      await update(frame);
      await new Promise(requestAnimationFrame);
      const canvases = [...document.querySelectorAll('canvas')];
      sizes.push(canvases.map(({ clientWidth, clientHeight }) => [clientWidth, clientHeight]));
    }
    return sizes;
  }, frames);
}

/** The drawing has the pixels of its place: neither stretched nor blurred. */
function drawnSizes(page: Page): Promise<number[][]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('canvas')].map(({ width, height }) => [
      width / devicePixelRatio,
      height / devicePixelRatio,
    ]),
  );
}

const SIBLING = '<div style="height: 500px">Other content</div>';

const PLACES = [
  {
    name: 'beside tall content',
    place: `<div style="width: 400px">${SIBLING}<canvas></canvas></div>`,
    size: [400, 280],
  },
  {
    name: 'with attributes, beside tall content',
    place: `<div style="width: 400px">${SIBLING}<canvas width="600" height="180"></canvas></div>`,
    size: [400, 180],
  },
  {
    name: 'in a row stretched by its neighbour',
    place: `<div style="display: flex; width: 400px">${SIBLING}<canvas style="flex: 1 1 0%;"></canvas></div>`,
    size: undefined,
  },
  {
    name: 'in a parent of a fixed height',
    place: '<div style="width: 400px; height: 300px"><canvas></canvas></div>',
    size: [400, 300],
  },
  {
    name: 'with a size, padding and border by CSS',
    place: `<div>${SIBLING}<canvas style="box-sizing: border-box; width: 320px; height: 170px; padding: 5px; border: 2px solid;"></canvas></div>`,
    size: [316, 166],
    drawn: [306, 156],
  },
];

for (const { name, place, size, drawn } of PLACES) {
  test(`a canvas ${name} keeps its size, and is left as it was`, async ({ openLab }) => {
    const page = await openLab('cpu');
    await addCharts(page, place);
    const sizes = await sizesOver(page, 20);
    expect(sizes[0]).toHaveLength(NAMES.length);
    for (const shown of sizes) expect(shown).toEqual(sizes[0]);
    if (size) expect(sizes[0]).toEqual(NAMES.map(() => size));
    expect(await drawnSizes(page)).toEqual(drawn ? NAMES.map(() => drawn) : sizes[0]);
    const [before, after] = await page.evaluate(() => {
      const { before, destroy } = window as unknown as Shown;
      destroy();
      return [before, document.body.innerHTML];
    });
    expect(after).toBe(before);
  });
}

test('a chart follows its place when that is shown, and becomes wider, narrower and higher', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  await addCharts(page, `<div class="place" hidden>${SIBLING}<canvas></canvas></div>`);
  for (const [style, size] of [
    ['width: 300px', [300, 280]],
    ['width: 700px', [700, 280]],
    ['width: 350px', [350, 280]],
    ['width: 50%', [500, 280]],
  ] as const) {
    await page.setViewportSize({ width: 1_000, height: 700 });
    await page.evaluate((style) => {
      document.body.style.cssText = 'margin: 0; width: 1000px';
      for (const place of document.querySelectorAll<HTMLElement>('.place')) {
        place.hidden = false;
        place.style.cssText = style;
      }
    }, style);
    await expect.poll(() => drawnSizes(page)).toEqual(NAMES.map(() => size));
    expect((await sizesOver(page, 3)).at(-1)).toEqual(NAMES.map(() => size));
  }
});
