/** An input as the gallery shows it; `monitor.mostDrifted()` gives them. */
export interface GalleryInput {
  readonly sample: number;
  /** How much more it resembles the reference than the rest of the window; negative: less. */
  readonly witness: number;
  /** When it came, ISO 8601. */
  readonly time?: string;
  readonly thumbnail?: OffscreenCanvas;
  /** Laid over the picture, and made as large: `heatMapOver(input)` of `tfjs-drift/places`, or `heatMap(input)`. */
  readonly overlay?: OffscreenCanvas | undefined;
  /** Where in the picture it is unlike the reference, e.g. `'top left'`; `driftPlaces` says it. */
  readonly where?: string | undefined;
}

/** A witness with its sign and three decimals, e.g. `'-0.012'`. */
export function signedWitness(witness: number): string {
  const text = witness.toFixed(3);
  if (Number(text) === 0) return '0.000';
  return witness > 0 ? `+${text}` : text;
}

/** What a screen reader says of it. @param rank From 0, the most unlike the reference. */
export function inputName(
  { sample, witness, where }: GalleryInput,
  rank: number,
  count: number,
): string {
  const place = rank === 0 ? 'the most unlike the reference' : `rank ${rank + 1} of ${count}`;
  const most = where === undefined ? '' : where === 'all over' ? ', all over' : `, mostly ${where}`;
  return `Input ${sample}, witness ${signedWitness(witness)}, ${place}${most}`;
}

/** @param isButton Whether it can be chosen. */
export function inputElement(page: Document, input: GalleryInput, isButton: boolean): HTMLElement {
  const element = page.createElement(isButton ? 'button' : 'div');
  if (isButton) element.setAttribute('type', 'button');
  else element.role = 'img';
  element.className = 'drift-gallery-input';
  element.tabIndex = 0;
  element.append(
    picture(page, input) ?? text(page, 'picture', 'no picture'),
    text(page, 'sample', `Input ${input.sample}`),
    text(page, 'witness', signedWitness(input.witness)),
  );
  return element;
}

/** @returns Nothing where there is none, or it has no pixels (any more). */
function picture(page: Document, { thumbnail, overlay }: GalleryInput): HTMLElement | undefined {
  if (!thumbnail?.width) return undefined;
  const canvas = page.createElement('canvas');
  canvas.className = 'drift-gallery-picture';
  canvas.width = thumbnail.width;
  canvas.height = thumbnail.height;
  try {
    const context = canvas.getContext('2d')!;
    context.drawImage(thumbnail, 0, 0);
    if (overlay?.width) context.drawImage(overlay, 0, 0, canvas.width, canvas.height);
    return canvas;
  } catch {
    return undefined;
  }
}

function text(page: Document, part: string, content: string): HTMLElement {
  const span = page.createElement('span');
  span.className = `drift-gallery-${part}`;
  span.textContent = content;
  return span;
}

/**
 * Layout without weight: `:where` has no specificity, so that any class rule of the app wins.
 * Measures and colours are the page's `--drift-thumbnail`, `--drift-gap`, `--drift-text`,
 * `--drift-grid` and `--drift-reference`.
 */
export const GALLERY_CSS = `
:where(.drift-gallery:not([hidden])) { display: flex; flex-wrap: wrap; gap: var(--drift-gap, 8px); margin: 0; padding: 0; list-style: none; }
:where(.drift-gallery-input) { display: grid; justify-items: center; gap: 2px; padding: 4px; border: 0; border-radius: 6px; background: none; color: inherit; font: inherit; font-size: 0.75rem; line-height: 1.3; }
:where(button.drift-gallery-input) { cursor: pointer; }
:where(button.drift-gallery-input:hover) { background: var(--drift-grid, rgba(128, 128, 128, 0.18)); }
:where(.drift-gallery-input:focus-visible) { outline: 2px solid var(--drift-reference, currentColor); outline-offset: 1px; }
:where(.drift-gallery-picture) { display: block; box-sizing: border-box; width: var(--drift-thumbnail, 64px); height: var(--drift-thumbnail, 64px); border-radius: 4px; }
:where(span.drift-gallery-picture) { display: grid; place-content: center; padding: 8px; border: 1px dashed currentColor; opacity: 0.6; text-align: center; }
:where(.drift-gallery-witness) { color: var(--drift-text, inherit); font-variant-numeric: tabular-nums; }
:where(.drift-gallery-empty) { margin: 0; color: var(--drift-text, inherit); }
`;
