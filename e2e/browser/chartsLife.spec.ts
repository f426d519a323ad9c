import { type AnyChart, addEveryChart, CANVAS_CHARTS } from '../support/everyChart.js';
import { expect, test } from '../support/labTest.js';

test('after destroy() every method does nothing, and another chart can have the canvas', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  await addEveryChart(page);
  for (const name of CANVAS_CHARTS) {
    const { failures, tables, again, before, after } = await page.evaluate(async (name) => {
      const { every, lab } = window;
      const canvas = every.canvas();
      const before = canvas.outerHTML;
      const failures: string[] = [];
      const use = async (chart: AnyChart) => {
        for (const [method, call] of Object.entries(every.use[name])) {
          const failed = await lab.failure(() => call(chart));
          if (failed !== 'nothing') failures.push(`${method}: ${failed}`);
        }
      };
      const former = every.make[name](canvas);
      await use(former);
      await Object.values(every.use[name])[0]!(former);
      const tables = [former.table()];
      former.destroy();
      former.destroy();
      await use(former);
      tables.push(former.table());

      // As React's strict mode does: mounted, unmounted, mounted.
      const chart = every.make[name](canvas);
      await use(chart);
      const shown = canvas.outerHTML;
      former.destroy();
      await use(former);
      const again = { shown, now: canvas.outerHTML, is: !!lab.Chart.getChart(canvas) };
      chart.destroy();
      return { failures, tables, again, before, after: canvas.outerHTML };
    }, name);
    expect(failures, name).toEqual([]);
    expect(tables[1]).toEqual(tables[0]);
    expect(tables[0].rows.length).toBeGreaterThan(0);
    expect(again.is).toBe(true);
    expect(again.now).toBe(again.shown);
    expect(after).toBe(before);
  }
});

test('a gallery that is destroyed leaves its container empty, and does nothing more', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  await addEveryChart(page);
  const { failures, left, rows } = await page.evaluate(async () => {
    const { every, lab } = window;
    const container = document.body.appendChild(document.createElement('div'));
    const former = new lab.charts.DriftGallery(container);
    former.update([{ sample: 7, witness: 0 }]);
    const other = new lab.charts.DriftGallery(container);
    const failures: string[] = [];
    for (let time = 0; time < 2; time++) {
      former.destroy();
      for (const call of Object.values(every.use.DriftGallery)) {
        failures.push(await lab.failure(() => call(former)));
      }
    }
    const left = [container.children.length];
    other.destroy();
    left.push(container.childNodes.length);
    return { failures: new Set(failures).size, left, rows: former.table().rows };
  });
  expect(failures).toBe(1);
  expect(left).toEqual([2, 0]);
  expect(rows).toEqual([[1, 7, 0, '']]);
});

test('a chart that Chart.js destroyed does nothing more either', async ({ openLab }) => {
  const page = await openLab('cpu');
  await addEveryChart(page);
  const failures = await page.evaluate(async () => {
    const { every, lab } = window;
    const failures: string[] = [];
    for (const [name, make] of Object.entries(every.make)) {
      const canvas = every.canvas();
      const chart = make(canvas);
      lab.Chart.getChart(canvas)!.destroy();
      for (const call of Object.values(every.use[name as keyof typeof every.make])) {
        failures.push(await lab.failure(() => call(chart)));
      }
      failures.push(await lab.failure(() => chart.destroy()), canvas.outerHTML);
    }
    return [...new Set(failures)];
  });
  expect(failures).toEqual(['nothing', '<canvas></canvas>']);
});

test('leaves no listener and no observer, also when it is destroyed while it tells of the pointer', async ({
  openOwnLab,
}) => {
  const page = await openOwnLab('cpu');
  await addEveryChart(page);
  await page.evaluate(() => {
    const live = new Map<string, number>();
    const count = (name: string, by: number) => live.set(name, (live.get(name) ?? 0) + by);
    const { addEventListener, removeEventListener } = EventTarget.prototype;
    EventTarget.prototype.addEventListener = function (type: string, ...rest: unknown[]) {
      count(type, 1);
      const { signal } = (rest[1] ?? {}) as AddEventListenerOptions;
      if (signal) addEventListener.call(signal, 'abort', () => count(type, -1));
      return addEventListener.call(this ?? window, type, ...(rest as [() => void]));
    };
    EventTarget.prototype.removeEventListener = function (type: string, ...rest: unknown[]) {
      count(type, -1);
      return removeEventListener.call(this ?? window, type, ...(rest as [() => void]));
    };
    for (const { prototype } of [ResizeObserver, MutationObserver]) {
      const { observe, disconnect } = prototype;
      const seen = new Map<object, number>();
      prototype.observe = function (this: object, ...given: [never, never]) {
        count('observer', 1);
        seen.set(this, (seen.get(this) ?? 0) + 1);
        return observe.apply(this as never, given);
      };
      prototype.disconnect = function () {
        count('observer', -(seen.get(this) ?? 0));
        seen.delete(this);
        return disconnect.call(this);
      };
    }
    const { every, lab } = window;
    for (const make of Object.values(every.make)) {
      for (const place of [every.canvas(), every.canvas().parentElement!]) {
        const chart = make(place);
        chart.restyle();
        chart.destroy();
      }
    }
    const projection = { embedding: [[-4, -4]], transform: () => [[4, 4]] };
    const heard: string[] = [];
    const canvases = ['onHover', 'onPin'].map((name) => {
      const canvas = every.canvas();
      const scatter = new lab.charts.DriftScatter(canvas, {
        projection,
        onPin: () => heard.push('pin'),
        [name]: () => {
          heard.push(name);
          scatter.destroy();
        },
      });
      const { x, y } = lab.Chart.getChart(canvas)!.getDatasetMeta(1).data[0]!;
      return Object.assign(canvas, { id: name, place: { x, y } });
    });
    Object.assign(window, { live, heard, places: canvases.map(({ place }) => place) });
  });
  const places = await page.evaluate(
    () => (window as unknown as { places: { x: number; y: number }[] }).places,
  );
  await page.locator('#onHover').hover({ position: places[0]! });
  await page.locator('#onPin').click({ position: places[1]! });
  await page.mouse.move(0, 0);
  const { live, heardOf, heard, left } = await page.evaluate(() => {
    const { live, heard } = window as unknown as { live: Map<string, number>; heard: string[] };
    const left = ['onHover', 'onPin'].map((id) => {
      const canvas = document.getElementById(id) as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return { html: canvas.outerHTML, isBlank: data.every((value) => value === 0) };
    });
    const still = [...live].filter(([, count]) => count !== 0);
    return { live: still, heardOf: [...live.keys()], heard, left };
  });
  expect(live).toEqual([]);
  expect(heardOf).toEqual(
    expect.arrayContaining(['observer', 'change', 'beforeprint', 'contextrestored']),
  );
  expect(heard).toEqual(['onHover', 'onPin']);
  expect(left).toEqual(
    ['onHover', 'onPin'].map((id) => ({ html: `<canvas id="${id}"></canvas>`, isBlank: true })),
  );
});

test('every method works through proxies, as frameworks put them around objects', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  await addEveryChart(page);
  const { failures, rows } = await page.evaluate(async () => {
    const { every, lab } = window;
    const deep = <T extends object>(target: T): T =>
      new Proxy(target, {
        get: (object, key, receiver) => {
          const value = Reflect.get(object, key, receiver);
          const isObject = (typeof value === 'object' && value) || typeof value === 'function';
          return isObject ? deep(value as object) : value;
        },
      });
    const failures: string[] = [];
    const charts = Object.entries(every.make).map(([name, make]) => ({
      name,
      chart: make(every.canvas()),
    }));
    const container = document.body.appendChild(document.createElement('div'));
    charts.push({ name: 'DriftGallery', chart: new lab.charts.DriftGallery(container) });
    const rows: number[] = [];
    for (const { name, chart } of charts) {
      const calls = Object.entries(every.use[name as keyof typeof every.use]);
      for (const [method, call] of calls) {
        const failed = await lab.failure(() => call(deep(chart)));
        if (failed !== 'nothing') failures.push(`${name}.${method}: ${failed}`);
      }
      await calls[0]![1](deep(chart));
      rows.push(chart.table().rows.length);
      failures.push(await lab.failure(() => deep(chart).destroy()));
    }
    return { failures: [...new Set(failures)], rows };
  });
  expect(failures).toEqual(['nothing']);
  expect(rows).toEqual([1, 4, 2, 2, 1]);
});
