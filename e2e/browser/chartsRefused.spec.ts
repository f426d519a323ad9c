import { type AnyChart, addEveryChart } from '../support/everyChart.js';
import { expect, test } from '../support/labTest.js';

test('what is no canvas, or cannot be drawn on, is refused by name', async ({ openLab }) => {
  const page = await openLab('cpu');
  await addEveryChart(page);
  const { refused, gallery, html } = await page.evaluate(async () => {
    const { every, lab } = window;
    const webgl = every.canvas();
    webgl.getContext('webgl2');
    const transferred = every.canvas();
    transferred.transferControlToOffscreen();
    const taken = every.canvas();
    every.make.DriftHistory(taken);
    const html = [taken.outerHTML];
    const places: AnyChart[] = [
      null,
      undefined,
      '#chart',
      { current: taken },
      document,
      new OffscreenCanvas(4, 4),
      webgl,
      transferred,
      taken,
    ];
    const refused: Record<string, string[]> = {};
    for (const [name, make] of Object.entries(every.make)) {
      refused[name] = [];
      for (const place of places) refused[name].push(await lab.failure(() => make(place)));
    }
    const gallery: string[] = [];
    for (const place of [null, undefined, '#list', document.createElement('canvas')]) {
      const given = place as AnyChart;
      gallery.push(await lab.failure(() => new lab.charts.DriftGallery(given)));
      const table = { caption: '', columns: [], rows: [] };
      gallery.push(await lab.failure(() => lab.charts.renderTable(given, table)));
    }
    html.push(taken.outerHTML, webgl.outerHTML);
    return { refused, gallery, html };
  });
  for (const [name, said] of Object.entries(refused)) {
    const expected = `InvalidOptionError: ${name}: a <canvas>, or an element to fill, was expected,`;
    expect(said).toEqual([
      `${expected} null came.`,
      `${expected} undefined came.`,
      `${expected} '#chart' came.`,
      `${expected} Object came.`,
      `${expected} HTMLDocument came.`,
      `${expected} OffscreenCanvas came.`,
      expect.stringMatching(`^InvalidOptionError: ${name}: this canvas gives no 2D context`),
      expect.stringMatching(`^InvalidOptionError: ${name}: this canvas gives no 2D context`),
      `InvalidOptionError: ${name}: this canvas has a chart already. Call its destroy() first, or ` +
        'give a canvas of its own.',
    ]);
  }
  expect(gallery).toEqual(
    ['null', 'undefined', "'#list'", 'HTMLCanvasElement'].flatMap((came) =>
      ['DriftGallery', 'renderTable'].map(
        (what) => `InvalidOptionError: ${what}: an element to fill was expected, ${came} came.`,
      ),
    ),
  );
  expect(html[1]).toBe(html[0]);
  expect(html[2]).toBe('<canvas></canvas>');
});

test('unknown options and wrong values are refused by name', async ({ openLab }) => {
  const page = await openLab('cpu');
  await addEveryChart(page);
  const { said, isFree } = await page.evaluate(async () => {
    const { every, lab } = window;
    const { DriftGallery, DriftHistory, DriftScatter, NullDistribution, ScanStrip } = lab.charts;
    const canvas = every.canvas();
    const container = document.body.appendChild(document.createElement('div'));
    const projection = { embedding: [[0, 0]], transform: () => [[1, 1]] };
    const makers: ((options: AnyChart) => unknown)[] = [
      (options) => new DriftHistory(canvas, options),
      (options) => new NullDistribution(canvas, options),
      (options) => new DriftScatter(canvas, options),
      (options) => new DriftGallery(container, options),
      (options) => new ScanStrip(canvas, options),
    ];
    const given: AnyChart[][] = [
      [
        { lenght: 5 },
        null,
        ...[0, 1, 2.5, '20', Infinity, Number.NaN].map((length) => ({ length })),
      ],
      [{ lable: 'MMD²' }, { label: 3 }],
      [
        undefined,
        {},
        { projection: Promise.resolve(projection) },
        { projection: { ...projection, embedding: [[0]] } },
        { projection: { embedding: [[0, 0]] } },
        { projection, onPinn: () => {} },
        { projection, onHover: 'log' },
      ],
      [{ onselect: () => {} }, { onSelect: true }, { label: 1 }, { emptyText: 1 }],
      [{ size: 3 }, { length: 1 }],
    ];
    const said: string[][] = [];
    for (const [index, make] of makers.entries()) {
      const failures: string[] = [];
      for (const options of given[index]!) failures.push(await lab.failure(() => make(options)));
      said.push(failures);
    }
    const isFree = canvas.outerHTML + container.outerHTML;
    new DriftHistory(canvas, { length: 2 });
    return { said, isFree };
  });
  const named = (text: string) => `InvalidOptionError: ${text}`;
  const whole = (came: string) =>
    named(`DriftHistory: length: a whole number from 2 was expected, ${came} came.`);
  expect(said[0]).toEqual([
    named("DriftHistory: there is no option 'lenght'; did you mean 'length'?"),
    named('DriftHistory: an object of options was expected, null came.'),
    ...['0', '1', '2.5', "'20'", 'Infinity', 'NaN'].map(whole),
  ]);
  expect(said[1]).toEqual([
    named("NullDistribution: there is no option 'lable'; did you mean 'label'?"),
    named('NullDistribution: label: a text was expected, 3 came.'),
  ]);
  const embedding = 'DriftScatter: projection.embedding: ';
  expect(said[2]).toEqual([
    named('DriftScatter: an object of options was expected, undefined came.'),
    named(`${embedding}an array was expected, undefined came.`),
    named(`${embedding}an array was expected, undefined came.`),
    named(`${embedding}two coordinates for each row were expected.`),
    named('DriftScatter: projection.transform: a function was expected, null came.'),
    named("DriftScatter: there is no option 'onPinn'; did you mean 'onPin'?"),
    named("DriftScatter: onHover: a function was expected, 'log' came."),
  ]);
  expect(said[3]).toEqual([
    named("DriftGallery: there is no option 'onselect'; did you mean 'onSelect'?"),
    named('DriftGallery: onSelect: a function was expected, true came.'),
    named('DriftGallery: label: a text was expected, 1 came.'),
    named('DriftGallery: emptyText: a text was expected, 1 came.'),
  ]);
  expect(said[4]).toEqual([
    expect.stringContaining("ScanStrip: there is no option 'size'"),
    named('ScanStrip: length: a whole number from 2 was expected, 1 came.'),
  ]);
  expect(isFree).toBe('<canvas></canvas><div></div>');
});

test('what cannot be drawn is refused by name, and the chart goes on', async ({ openLab }) => {
  const page = await openLab('cpu');
  await addEveryChart(page);
  const { said, rows } = await page.evaluate(async () => {
    const { every, lab } = window;
    const { DriftGallery, DriftHistory, DriftScatter, NullDistribution, ScanStrip } = lab.charts;
    const strip: AnyChart = new ScanStrip(every.canvas());
    const history: AnyChart = new DriftHistory(every.canvas());
    const chance: AnyChart = new NullDistribution(every.canvas());
    let answer: unknown = [[1, 1]];
    const scatter: AnyChart = new DriftScatter(every.canvas(), {
      projection: { embedding: [[0, 0]], transform: () => answer as number[][] },
    });
    const container = document.body.appendChild(document.createElement('div'));
    const gallery: AnyChart = new DriftGallery(container);
    const entry = { samples: 1, mmd2: 0.1, pValue: 0.5, threshold: 0.01, measure: 'mmd2' };
    const test = { nullStatistics: [0.1], statistic: 0.3, pValue: 0.5 };
    const calls = [
      () => history.add(null),
      () => history.add({ ...entry, pValue: undefined }),
      () => history.add({ ...entry, measure: 'pvalue' }),
      () => history.add({ ...entry, state: 'warn' }),
      () => chance.update({ ...test, statistic: '0.3' }),
      () => chance.update({ ...test, nullStatistics: undefined }),
      () => scatter.update(null),
      () => scatter.update([1]),
      () => scatter.update([[1]], { witnes: [1] }),
      () => gallery.update(undefined),
      () => gallery.update([{ sample: 1 }]),
      () => strip.add({ samples: 1, threshold: 100 }),
      () => strip.add({ samples: 1, threshold: 100, scan: { runTime: 1, window: 1 } }),
    ];
    const said: string[] = [];
    for (const call of calls) said.push(await lab.failure(call));
    for (answer of [null, [], [[1]], [['a', 'b']]]) {
      said.push(await lab.failure(() => scatter.update([[1]])));
    }
    // Numbers that are none are shown as gaps, and dates are the table's alone.
    const { NaN: none, POSITIVE_INFINITY: most } = Number;
    for (const value of [none, most, -most, 0]) {
      history.add({ ...entry, samples: value, mmd2: value, pValue: value, threshold: value });
      chance.update({ nullStatistics: [value, value], statistic: value, pValue: value });
    }
    history.add({ ...entry, time: new Date(none) });
    chance.update(test);
    answer = [[none, none]];
    await scatter.update([[1]]);
    answer = [[3, 3]];
    await scatter.update([[1]]);
    gallery.update([{ sample: 1, witness: none, thumbnail: undefined }]);
    const rows = [history, chance, scatter, gallery].map((chart) => chart.table().rows.length);
    return { said, rows };
  });
  const named = (text: string) => `InvalidOptionError: ${text}`;
  expect(said).toEqual([
    named('DriftHistory.add: samples: a number was expected, undefined came.'),
    named('DriftHistory.add: pValue: a number was expected, undefined came.'),
    named(
      "DriftHistory.add: measure: one of 'mmd2', 'pValue', 'evidence', 'scan', 'novelty' was expected, 'pvalue' came; " +
        "did you mean 'pValue'?",
    ),
    named(
      "DriftHistory.add: state: one of 'ok', 'warning', 'drift' was expected, 'warn' came. Known are " +
        'ok, warning, drift.',
    ),
    named("NullDistribution.update: statistic: a number was expected, '0.3' came."),
    named('NullDistribution.update: nullStatistics: an array was expected, undefined came.'),
    named('DriftScatter.update: rows: an array was expected, null came.'),
    named('DriftScatter.update: a row: an array was expected, 1 came.'),
    named("DriftScatter.update: there is no option 'witnes'; did you mean 'witness'?"),
    named('DriftGallery.update: inputs: an array was expected, undefined came.'),
    named('DriftGallery.update: witness: a number was expected, undefined came.'),
    named('ScanStrip.add: scan: runTime: a number was expected, undefined came.'),
    named('ScanStrip.add: scan.views: an array was expected, undefined came.'),
    ...[
      'an array was expected, null came.',
      ...Array(3).fill('two coordinates for each of 1 rows were expected.'),
    ].map((text) => named(`DriftScatter: projection.transform(): ${text}`)),
  ]);
  expect(rows).toEqual([5, 1, 2, 1]);
});

test('a picture that cannot be drawn is none', async ({ openLab }) => {
  const page = await openLab('cpu');
  const shown = await page.evaluate(() => {
    const container = document.body.appendChild(document.createElement('div'));
    const gallery = new window.lab.charts.DriftGallery(container);
    const detached = new OffscreenCanvas(8, 8);
    detached.getContext('2d');
    const sent = new OffscreenCanvas(8, 8);
    structuredClone(sent, { transfer: [sent] });
    const broken = [new OffscreenCanvas(0, 8), sent, {}, 'a.png', new Image()];
    gallery.update(
      [detached, ...broken].map((thumbnail, sample) => ({
        sample,
        witness: 0,
        thumbnail: thumbnail as OffscreenCanvas,
      })),
    );
    return [...container.querySelectorAll('.drift-gallery-picture')].map(
      ({ localName, textContent }) => localName + textContent,
    );
  });
  expect(shown).toEqual(['canvas', ...Array(5).fill('spanno picture')]);
});
