/** A colour image without alpha. */
export interface RgbImage {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** 3 · width · height values in [0, 1]: row-major, the channels of a pixel side by side. */
  readonly values: Float32Array;
}
