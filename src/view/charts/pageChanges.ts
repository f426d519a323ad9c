import type { Plugin } from 'chart.js';

/** What a chart is told of the page around it. */
interface Told {
  /** Its colours may be others. */
  look(): void;
  /** The drawing is lost: a browser may take it from a page that was hidden for long. */
  redraw(): void;
  /** It is about to be printed, or has been. */
  print(isPrinting: boolean): void;
}

const QUERIES = ['(prefers-color-scheme: dark)', '(forced-colors: active)'] as const;

/**
 * Tells a chart what changes on its page: the browser's colour scheme, a class or attribute of `<html>` or
 * `<body>`, as pages switch their themes by, also where their colours change slowly; and printing.
 */
export function pageChanges(canvas: HTMLCanvasElement, { look, redraw, print }: Told): Plugin {
  const { objectFit } = canvas.style;
  let view: (Window & typeof globalThis) | null = null;
  let unwatch = (): void => {};

  /** In the window that shows the canvas, which another one may be in time. */
  function watch(): void {
    const { defaultView } = canvas.ownerDocument;
    if (defaultView === view) return;
    unwatch();
    view = defaultView;
    if (!defaultView) return;
    const { documentElement: root, body } = canvas.ownerDocument;
    const listening = new AbortController();
    const { signal } = listening;
    let frame = 0;
    const soon = (): void => {
      defaultView.cancelAnimationFrame(frame);
      frame = defaultView.requestAnimationFrame(look);
    };
    const observer = new defaultView.MutationObserver(soon);
    for (const element of [root, body]) {
      if (element) observer.observe(element, { attributes: true });
    }
    for (const query of QUERIES) {
      defaultView.matchMedia(query).addEventListener('change', soon, { signal });
    }
    const onTransition = ({ target }: Event): void => {
      if (target === root || target === body) soon();
    };
    root.addEventListener('transitionend', onTransition, { signal });
    const onPrint = ({ type }: Event): void => {
      const isBefore = type === 'beforeprint';
      // A page on paper is not as wide, and its drawings are stretched to that.
      canvas.style.objectFit = isBefore ? 'contain' : objectFit;
      print(isBefore);
    };
    defaultView.addEventListener('beforeprint', onPrint, { signal });
    defaultView.addEventListener('afterprint', onPrint, { signal });
    canvas.addEventListener('contextrestored', redraw, { signal });
    unwatch = () => {
      listening.abort();
      observer.disconnect();
      defaultView.cancelAnimationFrame(frame);
    };
  }

  return {
    id: 'pageChanges',
    afterInit: watch,
    beforeUpdate: watch,
    afterDestroy: () => unwatch(),
  };
}
