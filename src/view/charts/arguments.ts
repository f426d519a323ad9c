import { Chart } from 'chart.js';
import { InvalidOptionError } from '../../core/base/errors.js';

/** @param what Begins the message, e.g. `'DriftHistory'`. */
function refuse(what: string, expected: string, came: unknown): never {
  throw new InvalidOptionError(`${what}: ${expected} was expected, ${inWords(came)} came.`);
}

/** The kind of an object, e.g. `HTMLDivElement`; anything else as it is. */
function inWords(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  const isObject = typeof value === 'object' && value !== null;
  return isObject ? Object.prototype.toString.call(value).slice(8, -1) : String(value);
}

/**
 * The canvas that was given, or one made for a container, which does not hold it yet; of whatever document.
 *
 * @throws {@link InvalidOptionError} unless a chart can be drawn there now.
 */
export function canvasFor(what: string, place: HTMLElement): HTMLCanvasElement {
  const canvas = isContainer(place)
    ? place.ownerDocument.createElement('canvas')
    : (place as HTMLCanvasElement);
  if (canvas?.localName !== 'canvas') refuse(what, 'a <canvas>, or an element to fill,', place);
  if (Chart.getChart(canvas)) {
    throw new InvalidOptionError(
      `${what}: this canvas has a chart already. Call its destroy() first, or give a canvas of its own.`,
    );
  }
  if (!hasContext(canvas)) {
    throw new InvalidOptionError(
      `${what}: this canvas gives no 2D context. Give one that is not used for WebGL or WebGPU and ` +
        'not transferred; a page can also have too many of them.',
    );
  }
  return canvas;
}

function hasContext(canvas: HTMLCanvasElement): boolean {
  try {
    return canvas.getContext('2d') !== null;
  } catch {
    return false;
  }
}

const CONTAINERS: readonly (number | undefined)[] = [1, 11];

/** @throws {@link InvalidOptionError} unless it is an element, or a shadow root, that shows what it holds. */
export function requireContainer(what: string, container: HTMLElement): void {
  if (!isContainer(container)) refuse(what, 'an element to fill', container);
}

function isContainer(place: HTMLElement): boolean {
  return CONTAINERS.includes(place?.nodeType) && place.localName !== 'canvas';
}

/** @throws {@link InvalidOptionError} unless it is left out or of that kind. */
export function requireKind(name: string, value: unknown, kind: 'string' | 'function'): void {
  if (value === undefined || typeof value === kind) return;
  refuse(name, kind === 'string' ? 'a text' : 'a function', value);
}

/** @throws {@link InvalidOptionError} unless each of these fields is a number; NaN is one. */
export function requireNumbers<Name extends string>(
  what: string,
  record: { readonly [name in Name]?: number | undefined },
  ...names: Name[]
): void {
  for (const name of names) {
    const value: unknown = record?.[name];
    if (typeof value !== 'number') refuse(`${what}: ${name}`, 'a number', value);
  }
}

/** @throws {@link InvalidOptionError} unless it has a length, as arrays and typed arrays have. */
export function requireList(name: string, list: ArrayLike<unknown>): void {
  if (typeof list !== 'object' || typeof list?.length !== 'number') refuse(name, 'an array', list);
}

/** @throws {@link InvalidOptionError} unless it is an array. */
export function requireArray(name: string, list: readonly unknown[]): void {
  if (!Array.isArray(list)) refuse(name, 'an array', list);
}

/**
 * @param count How many there must be, if that is known.
 * @throws {@link InvalidOptionError} unless it is an array of pairs of numbers.
 */
export function requirePairs(
  name: string,
  pairs: readonly (readonly number[])[],
  count?: number,
): void {
  requireArray(name, pairs);
  const isPair = (pair: readonly unknown[]): boolean =>
    typeof pair?.[0] === 'number' && typeof pair[1] === 'number';
  if (pairs.every(isPair) && pairs.length === (count ?? pairs.length)) return;
  const rows = count === undefined ? 'each row' : `each of ${count} rows`;
  throw new InvalidOptionError(`${name}: two coordinates for ${rows} were expected.`);
}
