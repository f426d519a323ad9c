import { backend, browser, env, getBackend, getKernel, type Tensor3D } from '@tensorflow/tfjs-core';
import { InvalidImageError } from '../../core/base/errors.js';
import { kindOf, type PictureSource, pictureSize } from '../../core/base/pictureSource.js';

/** tfjs takes no frames, and imported video textures are fragile on Linux. */
const ALWAYS_DRAWN = ['HTMLVideoElement', 'VideoFrame'];

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * An image as [height, width, 3] in 0 to 255, at its own size: an `<img>` whatever its size on the page,
 * as its file would be. One that is too large for the backend is drawn smaller, in its proportions.
 *
 * @throws {@link InvalidImageError} for one that is empty, closed or of another origin.
 */
export function readPixels(source: PictureSource): Tensor3D {
  const own = pictureSize(source);
  if (!own.width || !own.height) {
    throw new InvalidImageError(
      ALWAYS_DRAWN.includes(kindOf(source))
        ? `A video without a picture (${own.width} × ${own.height}) came; wait for its 'loadeddata' event.`
        : `[object ${kindOf(source)}] gives no pixels: it is closed, or empty (${own.width} × ${own.height}).`,
    );
  }
  try {
    const size = withinLimits(own, limitsOfBackend());
    const readable = isReadAsItIs(source, size) ? source : drawn(source, size);
    return browser.fromPixels(readable as ImageData);
  } catch (cause) {
    throw new InvalidImageError(
      `[object ${kindOf(source)}] (${own.width} × ${own.height}) gives no pixels: ` +
        `${cause instanceof Error ? cause.message : cause}. An image that is not empty, not closed ` +
        'and from this origin was expected.',
      { cause },
    );
  }
}

/** How large an image a backend can take. */
interface Limits {
  /** Pixels in a row or column. */
  readonly side: number;
  readonly pixels: number;
}

/** tfjs reads pixels on WebGPU in groups of 256, of which there are at most 65,535: the rest is black. */
const MAX_GPU_PIXELS = 256 * 65_535;

function limitsOfBackend(): Limits {
  const name = getBackend();
  if (name === 'webgpu') {
    const { device } = backend() as unknown as { device: GPUDevice };
    return { side: device.limits.maxTextureDimension2D, pixels: MAX_GPU_PIXELS };
  }
  if (name === 'webgl') {
    const side = env().getNumber('WEBGL_MAX_TEXTURE_SIZE');
    // Each of its values takes a texel.
    return { side, pixels: Math.min(MAX_GPU_PIXELS, side ** 2 / 4) };
  }
  // A pass keeps some four copies of an image, of 12 bytes a pixel, and WebAssembly has 4 GB.
  return { side: 16_384, pixels: 8_192 * 6_144 };
}

/** The largest size of the same proportions that is within the limits. */
export function withinLimits({ width, height }: Size, { side, pixels }: Limits): Size {
  const scale = Math.min(1, side / Math.max(width, height), Math.sqrt(pixels / (width * height)));
  if (scale === 1) return { width, height };
  const scaled = (length: number): number => Math.max(1, Math.floor(length * scale));
  return { width: scaled(width), height: scaled(height) };
}

/** Whether tfjs reads it right, at this size. */
function isReadAsItIs(source: PictureSource, { width, height }: Size): boolean {
  const kind = kindOf(source);
  const known = (globalThis as Record<string, unknown>)[kind];
  const isOfThisFrame = typeof known === 'function' && source instanceof known;
  if (!isOfThisFrame || ALWAYS_DRAWN.includes(kind)) return false;
  if ((source as Size).width !== width || (source as Size).height !== height) return false;
  // Without a kernel for it tfjs asks for a 2D context, which a canvas of WebGL does not have.
  const isCanvas = 'getContext' in source;
  return !isCanvas || !!getKernel('FromPixels', getBackend()) || !!source.getContext('2d');
}

function drawn(source: PictureSource, { width, height }: Size): OffscreenCanvas {
  const { canvas, context } = emptyCanvas({ width, height });
  context.imageSmoothingQuality = 'high';
  context.drawImage(
    kindOf(source) === 'ImageData' ? put(source as ImageData) : (source as CanvasImageSource),
    0,
    0,
    width,
    height,
  );
  return canvas;
}

function put(image: ImageData): OffscreenCanvas {
  const { canvas, context } = emptyCanvas(image);
  context.putImageData(image, 0, 0);
  return canvas;
}

function emptyCanvas({ width, height }: Size): {
  canvas: OffscreenCanvas;
  context: OffscreenCanvasRenderingContext2D;
} {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context) return { canvas, context };
  throw new Error(`the browser gave no 2D canvas of ${width} × ${height} to draw it on`);
}
