import { drawn, seededRandom } from '../../shared/random.js';

export const WIDTH = 192;
export const HEIGHT = 48;

export interface Word {
  readonly text: string;
  readonly canvas: HTMLCanvasElement;
}

const ONSETS = 'b c d f g h k l m n p r s t v w br cl dr fl gr pl st tr'.split(' ');
const VOWELS = 'a e i o u ea ou'.split(' ');
const CODAS = 'n r s t l m nd st'.split(' ');
const FONTS = ['sans-serif', 'serif', 'monospace'];

/** How words are photographed. */
export interface View {
  /** A CSS filter. */
  readonly filter?: string;
  readonly isTurned?: boolean;
}

/** Words that no language has, each in a font, a size, a place and shades of its own. */
export function* words(
  seed: number,
  count: number,
  { filter = 'none', isTurned = false }: View = {},
): Generator<Word> {
  const random = seededRandom(seed);
  const between = (from: number, to: number): number => from + (to - from) * random();
  for (let at = 0; at < count; at++) {
    const syllable = (): string => drawn(random, ONSETS) + drawn(random, VOWELS);
    const text = syllable() + syllable() + drawn(random, CODAS);
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: WIDTH, height: HEIGHT });
    const context = contextOf(canvas);
    const shade = (from: number, to: number): string =>
      `rgb(${between(from, to)} ${between(from, to)} ${between(from, to)})`;
    context.fillStyle = shade(215, 255);
    context.fillRect(0, 0, WIDTH, HEIGHT);
    if (isTurned) context.setTransform(-1, 0, 0, -1, WIDTH, HEIGHT);
    context.filter = filter;
    context.fillStyle = shade(0, 60);
    context.font = `${between(27, 33)}px ${drawn(random, FONTS)}`;
    context.textBaseline = 'middle';
    context.fillText(text, between(4, 12), HEIGHT / 2 + between(-3, 3), WIDTH - 16);
    yield { text, canvas };
  }
}

/** In main memory, where its pixels are read. */
const contextOf = (canvas: HTMLCanvasElement): CanvasRenderingContext2D =>
  canvas.getContext('2d', { willReadFrequently: true })!;

/** Values of a picture as PaddleOCR gives them to its models: planes of blue, green and red, from -1 to 1. */
export function planesOf(canvas: HTMLCanvasElement): Float32Array {
  const { data } = contextOf(canvas).getImageData(0, 0, WIDTH, HEIGHT);
  const places = WIDTH * HEIGHT;
  const values = new Float32Array(3 * places);
  for (let place = 0; place < places; place++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = data[4 * place + channel]!;
      values[(2 - channel) * places + place] = (value / 255 - 0.5) / 0.5;
    }
  }
  return values;
}
