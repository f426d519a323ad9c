import { pixelsLike } from '../support/chartImage.js';
import { addEveryChart, CANVAS_CHARTS } from '../support/everyChart.js';
import { expect, test } from '../support/labTest.js';

/** A colour in the words of a page, and what it is in sRGB. */
const COLOURS: readonly (readonly [string, string])[] = [
  ['oklch(57.7% 0.245 27.325)', 'rgb(231, 0, 11)'],
  ['oklab(0.628 0.22486 0.12585)', 'rgb(255, 0, 0)'],
  ['lab(50% 40 59.5)', 'rgb(191, 87, 0)'],
  ['lch(50% 0 0)', 'rgb(119, 119, 119)'],
  ['color(display-p3 1 0 0)', 'rgb(255, 0, 0)'],
  ['color(srgb 0 0.5 1 / 50%)', 'rgba(0, 128, 255, 0.5)'],
  ['color(srgb none 1 0)', 'rgb(0, 255, 0)'],
  ['color-mix(in srgb, red, blue 25%)', 'rgb(191, 0, 64)'],
  ['color-mix(in oklab, var(--brand) 40%, transparent)', 'rgba(0, 128, 0, 0.4)'],
  ['rgb(from var(--brand) r g 255 / 0.25)', 'rgba(0, 128, 255, 0.25)'],
  ['light-dark(#010203, #fcfdfe)', 'rgb(252, 253, 254)'],
  ['currentColor', 'rgb(1, 2, 3)'],
  ['var(--absent, oklch(1 0 0))', 'rgb(255, 255, 255)'],
  ['hwb(120 0% 0%)', 'rgb(0, 255, 0)'],
  ['hsl(120deg 100% 50% / 20%)', 'rgba(0, 255, 0, 0.2)'],
  ['RebeccaPurple', 'rgb(102, 51, 153)'],
  ['#12345680', 'rgba(18, 52, 86, 0.5)'],
  ['transparent', 'rgba(0, 0, 0, 0)'],
];

const NO_COLOURS = [
  '',
  'rot',
  '12px',
  'red 20%',
  'rgb(1, 2',
  'url(#a)',
  'var(--absent)',
  'inherit',
];

const PROPERTIES = [
  'reference',
  'live',
  'p-value',
  'statistic',
  'alarm',
  'warning',
  'text',
  'grid',
];

test('any colour of CSS is a colour of a theme, and what is none is the default', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  await addEveryChart(page);
  const { read, none, html } = await page.evaluate(
    ([colours, noColours, names]) => {
      const { every, lab } = window;
      const canvas = every.canvas();
      // What a page may do to every element.
      const style = document.body.appendChild(document.createElement('style'));
      style.textContent = '* { color: #010203 !important; transition: all 9s !important; }';
      canvas.style.cssText = 'color-scheme: dark; --brand: green';
      const html = [canvas.outerHTML];
      const themes = (list: readonly string[]) =>
        list.map((css) => {
          const copy = canvas.cloneNode() as HTMLCanvasElement;
          canvas.after(copy);
          for (const name of names) copy.style.setProperty(`--drift-${name}`, css);
          const theme = Object.values(lab.charts.readTheme(copy)).slice(0, -1);
          copy.remove();
          return [...new Set(theme)];
        });
      const plain = Object.values(lab.charts.readTheme(canvas)).slice(0, -1);
      const none = themes(noColours).map((theme) => `${theme}` === `${[...new Set(plain)]}`);
      const read = themes(colours);
      html.push(canvas.outerHTML);
      return { read, none, html };
    },
    [COLOURS.map(([css]) => css), NO_COLOURS, PROPERTIES] as const,
  );
  expect(read.map((theme, index) => [COLOURS[index]![0], ...theme])).toEqual(COLOURS);
  expect(none).toEqual(NO_COLOURS.map(() => true));
  expect(html[1]).toBe(html[0]);
});

for (const name of CANVAS_CHARTS) {
  test(`${name} takes modern colours when made, updated and restyled`, async ({ openLab }) => {
    const page = await openLab('cpu');
    await addEveryChart(page);
    const failures = await page.evaluate(
      async ([name, colours, names]) => {
        const { every, lab } = window;
        const canvas = every.canvas();
        const failures: string[] = [];
        const run = async (css: string, call: () => unknown) => {
          for (const property of names) canvas.style.setProperty(`--drift-${property}`, css);
          const failed = await lab.failure(call);
          if (failed !== 'nothing') failures.push(`${css}: ${failed}`);
        };
        for (const css of colours) {
          await run(css, async () => {
            const chart = every.make[name](canvas);
            for (const call of Object.values(every.use[name])) await call(chart);
            chart.destroy();
          });
        }
        const chart = every.make[name](canvas);
        for (const css of colours) {
          await run(css, () => Object.values(every.use[name])[0]!(chart));
          await run(css, () => chart.restyle());
        }
        return failures;
      },
      [name, [...COLOURS.map(([css]) => css), ...NO_COLOURS], PROPERTIES] as const,
    );
    expect(failures).toEqual([]);
  });
}

test('a modern colour is drawn as it is, and its transparency kept', async ({ openLab }) => {
  const page = await openLab('cpu');
  await addEveryChart(page);
  const bands = (css: string) =>
    page.evaluate((css) => {
      document.body.replaceChildren();
      const canvas = window.every.canvas();
      canvas.style.setProperty('--drift-warning', css);
      window.every.use.DriftHistory['warn']!(window.every.make.DriftHistory(canvas));
    }, css);
  await bands('oklch(0.7 0.1 200)');
  // A fifth of rgb(58, 173, 179) over white.
  expect(await pixelsLike(page, [216, 239, 240])).toBeGreaterThan(100);
  await bands('oklch(0.7 0.1 200 / 0)');
  expect(await pixelsLike(page, [216, 239, 240])).toBe(0);
  expect(await pixelsLike(page, [204, 204, 204])).toBeLessThan(100);
});
