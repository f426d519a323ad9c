import type { Page } from 'playwright/test';

/** The charts that draw on a canvas. */
export const CANVAS_CHARTS = [
  'DriftHistory',
  'DriftScatter',
  'NullDistribution',
  'ScanStrip',
] as const;

/** What a page needs to make and use each chart. */
export interface EveryChart {
  /** A chart of each kind on such a canvas, or in such an element. */
  readonly make: Record<(typeof CANVAS_CHARTS)[number], (place: HTMLElement) => AnyChart>;
  /** All that can be called on each, but `destroy`. */
  readonly use: Record<
    (typeof CANVAS_CHARTS)[number] | 'DriftGallery',
    Record<string, (chart: AnyChart) => unknown>
  >;
  /** A canvas of its own in the page. */
  canvas(page?: Document): HTMLCanvasElement;
}

// biome-ignore lint/suspicious/noExplicitAny: charts of every kind, and wrong arguments.
export type AnyChart = any;

/** Puts `window.every` into the lab. */
export function addEveryChart(page: Page): Promise<void> {
  return page.evaluate(() => {
    const { DriftHistory, DriftScatter, NullDistribution, ScanStrip } = window.lab.charts;
    const projection = {
      embedding: [
        [-4, -4],
        [-4, 4],
      ],
      transform: (rows: readonly ArrayLike<number>[]) => rows.map(() => [4, 4]),
    };
    const entry = { samples: 1, mmd2: 0.1, pValue: 0.5, threshold: 0.01, measure: 'mmd2' as const };
    const scanned = (runTime: number) => ({
      samples: 1,
      threshold: 100,
      scan: {
        runTime,
        window: 2,
        view: 'raw',
        views: [{ view: 'raw', sizes: [1, 2], runTimes: [1, runTime] }],
      },
    });
    const every: EveryChart = {
      make: {
        DriftHistory: (place) => new DriftHistory(place),
        DriftScatter: (place) => new DriftScatter(place, { projection }),
        NullDistribution: (place) => new NullDistribution(place),
        ScanStrip: (place) => new ScanStrip(place),
      },
      use: {
        DriftHistory: {
          add: (chart) => chart.add({ ...entry, state: 'drift' }),
          warn: (chart) => chart.add({ ...entry, samples: 2, state: 'warning' }),
          gap: (chart) => chart.gap(),
          mark: (chart) => chart.mark(1, 'here'),
          table: (chart) => chart.table(),
          restyle: (chart) => chart.restyle(),
          clear: (chart) => chart.clear(),
        },
        DriftScatter: {
          update: (chart) => chart.update([[1], [2]], { witness: [-1, 1] }),
          pin: (chart) => chart.pin({ kind: 'reference', index: 1 }),
          table: (chart) => chart.table(),
          restyle: (chart) => chart.restyle(),
          unpin: (chart) => chart.pin(undefined),
        },
        NullDistribution: {
          update: (chart) =>
            chart.update({ nullStatistics: [0.1, 0.2], statistic: 0.3, pValue: 1 / 3 }),
          table: (chart) => chart.table(),
          restyle: (chart) => chart.restyle(),
          clear: (chart) => chart.clear(),
        },
        ScanStrip: {
          add: (chart) => chart.add(scanned(200)),
          warn: (chart) => chart.add(scanned(20)),
          table: (chart) => chart.table(),
          restyle: (chart) => chart.restyle(),
          clear: (chart) => chart.clear(),
        },
        DriftGallery: {
          update: (chart) => chart.update([{ sample: 1, witness: -0.1 }]),
          table: (chart) => chart.table(),
          clear: (chart) => chart.clear(),
        },
      },
      canvas(page = document) {
        const frame = page.body.appendChild(page.createElement('div'));
        frame.style.cssText = 'width: 400px; height: 240px';
        return frame.appendChild(page.createElement('canvas'));
      },
    };
    Object.assign(window, { every });
  });
}

declare global {
  interface Window {
    every: EveryChart;
  }
}
