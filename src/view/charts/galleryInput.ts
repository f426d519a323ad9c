/** An input as the gallery shows it; `monitor.mostDrifted()` gives them. */
export interface GalleryInput {
  readonly sample: number;
  /** How much more it resembles the reference than the rest of the window; negative: less. */
  readonly witness: number;
  /** When it came, ISO 8601. */
  readonly time?: string;
  readonly thumbnail?: OffscreenCanvas;
}

/** A witness with its sign and three decimals, e.g. `'-0.012'`. */
export function signedWitness(witness: number): string {
  const text = witness.toFixed(3);
  if (Number(text) === 0) return '0.000';
  return witness > 0 ? `+${text}` : text;
}

/** What a screen reader says of it. @param rank From 0, the most unlike the reference. */
export function inputName({ sample, witness }: GalleryInput, rank: number, count: number): string {
  const place = rank === 0 ? 'the most unlike the reference' : `rank ${rank + 1} of ${count}`;
  return `Sample ${sample}, witness ${signedWitness(witness)}, ${place}`;
}

/** @param isButton Whether it can be chosen. */
export function inputElement(input: GalleryInput, isButton: boolean): HTMLElement {
  const element = document.createElement(isButton ? 'button' : 'div');
  if (element instanceof HTMLButtonElement) element.type = 'button';
  else element.role = 'img';
  element.className = 'drift-gallery-input';
  element.tabIndex = 0;
  element.append(
    picture(input.thumbnail),
    text('drift-gallery-sample', `Sample ${input.sample}`),
    text('drift-gallery-witness', signedWitness(input.witness)),
  );
  return element;
}

function picture(thumbnail: OffscreenCanvas | undefined): HTMLElement {
  if (!thumbnail) return text('drift-gallery-picture', 'no picture');
  const canvas = document.createElement('canvas');
  canvas.className = 'drift-gallery-picture';
  canvas.width = thumbnail.width;
  canvas.height = thumbnail.height;
  canvas.getContext('2d')?.drawImage(thumbnail, 0, 0);
  return canvas;
}

function text(className: string, content: string): HTMLElement {
  const span = document.createElement('span');
  span.className = className;
  span.textContent = content;
  return span;
}
