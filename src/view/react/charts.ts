import { createElement, type HTMLAttributes, type ReactElement, useEffect, useRef } from 'react';
import { DriftGallery, type DriftGalleryOptions } from '../charts/driftGallery.js';
import { DriftHistory, type DriftHistoryOptions } from '../charts/driftHistory.js';
import { DriftScatter, type DriftScatterOptions } from '../charts/driftScatter.js';
import { NullDistribution, type NullDistributionOptions } from '../charts/nullDistribution.js';
import { ScanStrip, type ScanStripOptions } from '../charts/scanStrip.js';
import { requireMonitor, type WatchedMonitor } from '../watchedMonitor.js';

/** What each component takes: the monitor, the chart's options, and `className`, `style` and `id`. */
export type ChartProps<Options> = Options &
  Pick<HTMLAttributes<HTMLElement>, 'className' | 'style' | 'id'> & {
    /** Undefined or null while there is none yet; the chart is then empty. */
    readonly monitor: WatchedMonitor | null | undefined;
  };

type Verdict = NonNullable<WatchedMonitor['status']['lastVerdict']>;

/** How a chart is made, and what it is told of each test. */
interface Kind<Options extends object, Chart> {
  readonly name: string;
  /** Another value of one of these makes another chart; another function does not. */
  readonly options: readonly (keyof Options)[];
  make(place: HTMLElement, options: Options): Chart;
  show(chart: Chart, verdict: Verdict, monitor: WatchedMonitor): void;
}

const HISTORY: Kind<DriftHistoryOptions, DriftHistory> = {
  name: 'HistoryChart',
  options: ['length'],
  make: (place, options) => new DriftHistory(place, options),
  show: (chart, verdict) => chart.add(verdict),
};

/** The chart of each test; it begins with the latest one. */
export function HistoryChart(props: ChartProps<DriftHistoryOptions>): ReactElement {
  return useChart(HISTORY, props);
}

const SCAN: Kind<ScanStripOptions, ScanStrip> = {
  name: 'ScanChart',
  options: ['length'],
  make: (place, options) => new ScanStrip(place, options),
  show: (chart, verdict) => {
    if (verdict.scan) chart.add({ ...verdict, scan: verdict.scan });
  },
};

/** How rare each window is, where the policy is the scan. */
export function ScanChart(props: ChartProps<ScanStripOptions>): ReactElement {
  return useChart(SCAN, props);
}

const NULL: Kind<NullDistributionOptions, NullDistribution> = {
  name: 'NullChart',
  options: ['label'],
  make: (place, options) => new NullDistribution(place, options),
  show: (chart, _, monitor) => {
    const test = monitor.nullDistribution();
    if (test) chart.update(test);
  },
};

/** The latest test among its permutations. */
export function NullChart(props: ChartProps<NullDistributionOptions>): ReactElement {
  return useChart(NULL, props);
}

const SCATTER: Kind<DriftScatterOptions, DriftScatter> = {
  name: 'ScatterChart',
  options: ['projection', 'labels', 'onHover', 'onPin'],
  make: (place, options) => new DriftScatter(place, options),
  show: (chart, _, monitor) => chart.update(monitor.window.rows()),
};

/** A map of the reference and the live window; keep `projection` by `useMemo`, another one is another chart. */
export function ScatterChart(props: ChartProps<DriftScatterOptions>): ReactElement {
  return useChart(SCATTER, props);
}

/** Options of `DriftedInputs`. */
export interface DriftedInputsOptions extends DriftGalleryOptions {
  /** How many inputs are shown, at most. @defaultValue `8` */
  readonly count?: number;
}

const INPUTS: Kind<
  DriftedInputsOptions,
  { gallery: DriftGallery; count: number; destroy(): void }
> = {
  name: 'DriftedInputs',
  options: ['count', 'onSelect', 'label', 'emptyText'],
  make: (place, { count = 8, ...options }) => {
    const gallery = new DriftGallery(place, options);
    return { gallery, count, destroy: () => gallery.destroy() };
  },
  show: ({ gallery, count }, _, monitor) => gallery.update(monitor.mostDrifted(count)),
};

/** The inputs most unlike the reference. */
export function DriftedInputs(props: ChartProps<DriftedInputsOptions>): ReactElement {
  return useChart(INPUTS, props);
}

/** A chart in an element of its own, made anew for another monitor and other options. */
function useChart<Options extends object, Chart extends { destroy(): void }>(
  kind: Kind<Options, Chart>,
  props: ChartProps<Options>,
): ReactElement {
  const { monitor, className, style, id } = props;
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef<Options>(props);
  useEffect(() => {
    latest.current = props;
  });
  // A function is another one with each rendering, and is called as it is then.
  const parts = kind.options.map((name) => {
    const value = props[name];
    return typeof value === 'function' ? 'function' : value;
  });
  useEffect(() => {
    if (monitor) requireMonitor(`${kind.name}: monitor`, monitor);
    const given: [keyof Options, unknown][] = [];
    for (const name of kind.options) {
      const value = latest.current[name];
      if (value === undefined) continue;
      const call = (...values: unknown[]) =>
        (latest.current[name] as ((...values: unknown[]) => void) | undefined)?.(...values);
      given.push([name, typeof value === 'function' ? call : value]);
    }
    const chart = kind.make(place.current!, Object.fromEntries(given) as Options);
    const last = monitor?.status.lastVerdict;
    if (monitor && last) kind.show(chart, last, monitor);
    const off = monitor?.on('verdict', (verdict) => kind.show(chart, verdict, monitor));
    return () => {
      off?.();
      chart.destroy();
    };
  }, [kind, monitor, ...parts]);
  return createElement('div', { ref: place, className, style, id });
}
