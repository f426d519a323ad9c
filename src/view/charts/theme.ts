import { color } from 'chart.js/helpers';

/** Colours and font of a chart, as CSS; the colours are `rgb()` or `rgba()`. */
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
const LIGHT = {
  reference: 'rgb(0, 114, 178)',
  live: 'rgb(213, 94, 0)',
  'p-value': 'rgb(31, 41, 55)',
  statistic: 'rgb(0, 114, 178)',
  alarm: 'rgb(192, 38, 28)',
  warning: 'rgb(224, 161, 0)',
  text: 'rgb(75, 85, 99)',
  grid: 'rgba(128, 128, 128, 0.18)',
} as const;

type Colours = Readonly<Record<keyof typeof LIGHT, string>>;

/** The same hues, where the page's own text is light. */
const DARK: Colours = {
  reference: 'rgb(86, 180, 233)',
  live: 'rgb(255, 146, 72)',
  'p-value': 'rgb(233, 236, 242)',
  statistic: 'rgb(86, 180, 233)',
  alarm: 'rgb(255, 107, 94)',
  warning: 'rgb(242, 193, 78)',
  text: 'rgb(165, 174, 189)',
  grid: 'rgba(165, 174, 189, 0.18)',
};

/**
 * The theme of the page around a canvas. A page sets it by CSS custom properties on the canvas or
 * anything around it: `--drift-reference`, `--drift-live`, `--drift-p-value`, `--drift-statistic`,
 * `--drift-alarm`, `--drift-warning`, `--drift-text`, `--drift-grid`. They take any colour that the
 * browser knows, `oklch()`, `color-mix()`, `light-dark()` and `currentColor` among them, shown as
 * near as sRGB comes; what is no colour counts as not set. What is not set is for a dark page where
 * the text around is light, which `color-scheme` makes it, or the page's own rules; else for a light
 * one. In forced colours the page's are left aside. The font is the canvas's own `font-family`.
 */
export function readTheme(canvas: HTMLCanvasElement): ChartTheme {
  const style = getComputedStyle(canvas);
  // Custom properties are known as text: their colours are those of an element in the canvas's place.
  const probe = canvas.ownerDocument.createElement('i');
  canvas.append(probe);
  try {
    const text = srgb(probe, 'currentColor');
    const defaults = text && isLight(text) ? DARK : LIGHT;
    const isForced =
      canvas.ownerDocument.defaultView?.matchMedia('(forced-colors: active)').matches;
    const read = (name: keyof Colours): string =>
      isForced
        ? { ...defaults, text, 'p-value': text }[name]!
        : (srgb(probe, style.getPropertyValue(`--drift-${name}`)) ?? defaults[name]);
    return themeFrom(read, style.fontFamily);
  } finally {
    probe.remove();
  }
}

/** On paper, a theme with light text gives way to one for a light page. */
export function paperTheme(theme: ChartTheme): ChartTheme {
  return isLight(theme.text) ? themeFrom((name) => LIGHT[name], theme.fontFamily) : theme;
}

function themeFrom(read: (name: keyof Colours) => string, fontFamily: string): ChartTheme {
  return {
    reference: read('reference'),
    live: read('live'),
    pValue: read('p-value'),
    statistic: read('statistic'),
    alarm: read('alarm'),
    warning: read('warning'),
    text: read('text'),
    grid: read('grid'),
    fontFamily,
  };
}

/** @param css A colour of a theme. */
export function isLight(css: string): boolean {
  const { r, g, b } = color(css).rgb;
  // Luma, ITU-R BT.601.
  return 0.299 * r + 0.587 * g + 0.114 * b > 128;
}

/** Neither a transition of the page's nor forced colours come between. */
const NEUTRAL = 'transition: none !important; forced-color-adjust: none; color:';

/** @returns `rgb()` or `rgba()`; nothing where it is no colour, or the element not on a page. */
function srgb(probe: HTMLElement, css: string): string | undefined {
  const wear = (colour: string): string => {
    probe.style.cssText = `${NEUTRAL} ${colour} !important`;
    return probe.style.color;
  };
  const given = wear(css);
  if (!given) return undefined;
  // Mixed with itself it is the same colour, in sRGB.
  if (!wear(`color-mix(in srgb, ${given}, ${given})`)) wear(given);
  const computed = getComputedStyle(probe).color;
  const mixed = /^color\(srgb (.+)\)$/.exec(computed);
  if (!mixed) return color(computed).valid ? color(computed).rgbString() : undefined;
  // A component may be 'none', which is 0, and beyond what sRGB has.
  const [r = 0, g = 0, b = 0, a = 1] = mixed[1]!
    .split(/[ /]+/)
    .map((part) => Math.min(1, Math.max(0, Number.parseFloat(part) || 0)));
  const channel = (value: number): number => Math.round(255 * value);
  return color([channel(r), channel(g), channel(b), a]).rgbString();
}

/**
 * @param css A colour of a theme.
 * @param opacity 0 to 1, of what the colour has itself.
 */
export function withOpacity(css: string, opacity: number): string {
  const faded = color(css);
  return faded.alpha(faded.rgb.a * opacity).rgbString();
}
