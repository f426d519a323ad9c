import { color } from 'chart.js/helpers';

/** Colours and font of a chart, as CSS. */
export interface ChartTheme {
  readonly reference: string;
  readonly live: string;
  readonly pValue: string;
  readonly statistic: string;
  readonly alarm: string;
  readonly warning: string;
  readonly text: string;
  readonly grid: string;
  readonly fontFamily: string;
}

/**
 * Blue for the reference, orange for live data, red for alarms: the pairs stay apart for the
 * colour-blind (Okabe & Ito, "Color Universal Design", 2008). Shapes differ as well.
 */
const DEFAULTS = {
  reference: '#0072b2',
  live: '#d55e00',
  'p-value': '#1f2937',
  statistic: '#0072b2',
  alarm: '#c0261c',
  warning: '#e0a100',
  text: '#4b5563',
  grid: 'rgba(128, 128, 128, 0.18)',
} as const;

/**
 * The theme of the page around a canvas. A page sets it by CSS custom properties on the canvas or
 * anything around it: `--drift-reference`, `--drift-live`, `--drift-p-value`, `--drift-statistic`,
 * `--drift-alarm`, `--drift-warning`, `--drift-text`, `--drift-grid`. The font is the canvas's own `font-family`.
 */
export function readTheme(canvas: HTMLCanvasElement): ChartTheme {
  const style = getComputedStyle(canvas);
  const read = (name: keyof typeof DEFAULTS): string =>
    style.getPropertyValue(`--drift-${name}`).trim() || DEFAULTS[name];
  return {
    reference: read('reference'),
    live: read('live'),
    pValue: read('p-value'),
    statistic: read('statistic'),
    alarm: read('alarm'),
    warning: read('warning'),
    text: read('text'),
    grid: read('grid'),
    fontFamily: style.fontFamily,
  };
}

/** @param opacity 0 to 1. */
export function withOpacity(css: string, opacity: number): string {
  return color(css).alpha(opacity).rgbString();
}
