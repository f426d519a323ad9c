import type { Chart, Plugin } from 'chart.js';

/** Where neither the page's CSS, nor the parent, nor an attribute of the canvas says one. */
const DEFAULT_PX = { width: 480, height: 280 } as const;

const SIDES = ['width', 'height'] as const;

type Size = Record<(typeof SIDES)[number], string>;

const WHOLE: Size = { width: '100%', height: '100%' };

/**
 * Keeps a chart at the size that its canvas has on the page: by CSS, else as wide and high as the
 * parent where that does not depend on the canvas, else as its attributes say. Chart.js by itself
 * takes the parent's size, and grows for ever where other content in there makes it larger.
 *
 * @param canvas As it is before there is a chart on it.
 */
export function canvasSize(canvas: HTMLCanvasElement): Plugin {
  const initial = {
    style: canvas.getAttribute('style'),
    attributes: { width: canvas.getAttribute('width'), height: canvas.getAttribute('height') },
    size: { width: canvas.style.width, height: canvas.style.height },
    boxSizing: canvas.style.boxSizing,
    contain: canvas.style.contain,
    aspectRatio: canvas.style.aspectRatio,
  };
  let size: Size | undefined;
  let view: (Window & typeof globalThis) | null = null;
  let unwatch = (): void => {};

  function fit(chart: Chart): void {
    if (canvas.getClientRects().length === 0) return;
    if (size && hasNoExtent(canvas)) size = undefined;
    size ??= sizeOnPage(canvas, initial.size, initial.attributes);
    Object.assign(canvas.style, size ?? WHOLE);
    const { width, height } = contentSize(canvas);
    if (!size || width === 0 || height === 0) return;
    // Chart.js would keep the ratio that it found, and it looks at its own window.
    chart.options.devicePixelRatio = view?.devicePixelRatio ?? 1;
    chart.resize(width, height);
    // Chart.js wrote pixels there, which the page's CSS could not change any more.
    Object.assign(canvas.style, size);
  }

  /** In the window that shows the canvas, which another one may be in time. */
  function watch(chart: Chart): void {
    const { defaultView } = canvas.ownerDocument;
    if (defaultView === view) return;
    unwatch();
    view = defaultView;
    size = undefined;
    if (!defaultView) return;
    const observer = new defaultView.ResizeObserver(() => fit(chart));
    observer.observe(canvas);
    let ratio: MediaQueryList | undefined;
    // It changes with the zoom, and from one screen to another.
    const onRatio = (): void => {
      ratio?.removeEventListener('change', onRatio);
      ratio = defaultView.matchMedia(`(resolution: ${defaultView.devicePixelRatio}dppx)`);
      ratio.addEventListener('change', onRatio);
      fit(chart);
    };
    onRatio();
    unwatch = () => {
      observer.disconnect();
      ratio?.removeEventListener('change', onRatio);
    };
  }

  return {
    id: 'canvasSize',
    afterInit(chart) {
      chart.platform.getMaximumSize = (_, width = 0, height = 0) => ({ width, height });
      watch(chart);
    },
    beforeUpdate: watch,
    afterDestroy() {
      unwatch();
      const { boxSizing, contain, aspectRatio } = initial;
      Object.assign(canvas.style, { ...initial.size, boxSizing, contain, aspectRatio });
      for (const side of SIDES) {
        if (initial.attributes[side] === null) canvas.removeAttribute(side);
      }
      if (initial.style === null && canvas.style.length === 0) canvas.removeAttribute('style');
    },
  };
}

/**
 * What must be set inline, as far as the page's CSS says nothing; nothing yet in a place that is closed,
 * which would be as wide or high once it is opened.
 */
function sizeOnPage(
  canvas: HTMLCanvasElement,
  given: Size,
  attributes: Record<keyof Size, string | null>,
): Size | undefined {
  const size = { ...given };
  Object.assign(canvas.style, given);
  // The pixels of the drawing must not count as a size or a ratio of its own.
  canvas.style.contain = 'size';
  if (getComputedStyle(canvas).aspectRatio.startsWith('auto')) canvas.style.aspectRatio = 'auto';
  for (const side of SIDES) {
    for (const fallback of ['100%', `${Number(attributes[side]) || DEFAULT_PX[side]}px`]) {
      if (contentSize(canvas)[side] > 0) break;
      size[side] = fallback;
      canvas.style[side] = fallback;
    }
    if (size[side].endsWith('px') && isClosed(canvas.parentElement, side)) return undefined;
  }
  return size;
}

/** Whether a place has a box that does not become as large as what it holds. */
function isClosed(place: Element | null, side: keyof Size): boolean {
  return place?.getClientRects().length === 1 && place.getBoundingClientRect()[side] === 0;
}

function hasNoExtent(canvas: HTMLCanvasElement): boolean {
  return Object.values(contentSize(canvas)).some((pixels) => pixels <= 0);
}

/** In CSS pixels, without border and padding. */
function contentSize(canvas: HTMLCanvasElement): Record<keyof Size, number> {
  const style = getComputedStyle(canvas);
  const padding = (...sides: ('Left' | 'Right' | 'Top' | 'Bottom')[]) =>
    sides.reduce((sum, side) => sum + Number.parseFloat(style[`padding${side}`]), 0);
  return {
    width: canvas.clientWidth - padding('Left', 'Right'),
    height: canvas.clientHeight - padding('Top', 'Bottom'),
  };
}
