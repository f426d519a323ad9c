import type { MonitorNotice } from './notices.js';

/** That tfjs reads an `<img>` at another size than its own. */
export function imageSizeNotice(image: HTMLImageElement): MonitorNotice {
  const { width, height, naturalWidth, naturalHeight } = image;
  return {
    code: 'image-size',
    message:
      `An <img> of ${naturalWidth} × ${naturalHeight} came, which tfjs reads at its size on the page, ` +
      `${width} × ${height}; the reference's images were read at their own. Give the model a canvas of that.`,
  };
}
