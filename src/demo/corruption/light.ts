import type { RgbImage } from './image.js';

/** Of a display; sRGB (IEC 61966-2-1) comes close to it. */
const GAMMA = 2.2;

/**
 * Dusk: every stop halves the light, and so multiplies the gamma-encoded values by 2^(-1/2.2).
 * (ImageNet-C's brightness adds to the HSV value instead, and makes photos lighter.)
 *
 * @param stops Stops of light that are missing, above 0.
 * @returns New values, within [0, 1].
 */
export function brightness(image: RgbImage, stops: number): Float32Array {
  const gain = 2 ** (-stops / GAMMA);
  return image.values.map((x) => x * gain);
}

/**
 * Haze: m + (x - m)c, with m the mean of the value's channel over the image (ImageNet-C,
 * arXiv 1903.12261).
 *
 * @param share c, the contrast that is left, 0 to 1.
 * @returns New values, within the range of the old ones.
 */
export function contrast(image: RgbImage, share: number): Float32Array {
  const sums = [0, 0, 0];
  image.values.forEach((x, at) => {
    sums[at % 3]! += x;
  });
  const means = sums.map((sum) => (3 * sum) / image.values.length);
  return image.values.map((x, at) => means[at % 3]! + (x - means[at % 3]!) * share);
}

/** Wavelengths of red, green and blue, in metres. */
const WAVELENGTHS = [600e-9, 550e-9, 450e-9] as const;

/** Shares of red, green and blue in the luminance (ITU-R BT.709). */
const LUMINANCE = [0.2126, 0.7152, 0.0722] as const;

/** Planck's constant · speed of light / Boltzmann's constant, in metre kelvin. */
const SECOND_RADIATION_CONSTANT = 0.014388;

/** The white that the photos are balanced for, in kelvin. */
const DAYLIGHT = 6500;

/**
 * Warm light that the camera's white balance leaves uncorrected. Each channel's light is multiplied
 * by what a black body sends at its wavelength, by Planck's law, relative to one of 6500 K; a white
 * surface keeps its luminance.
 *
 * @param kelvin The light's temperature: 2700 for a light bulb, 6500 changes nothing.
 * @returns New values, of which red may exceed 1.
 */
export function colorCast(image: RgbImage, kelvin: number): Float32Array {
  const light = WAVELENGTHS.map(
    (wavelength) => planck(wavelength, kelvin) / planck(wavelength, DAYLIGHT),
  );
  const luminance = light.reduce((sum, x, channel) => sum + x * LUMINANCE[channel]!, 0);
  const gains = light.map((x) => (x / luminance) ** (1 / GAMMA));
  return image.values.map((x, at) => x * gains[at % 3]!);
}

/** Radiation of a black body at a wavelength, but for a factor that is the same at all temperatures. */
function planck(wavelength: number, kelvin: number): number {
  return 1 / Math.expm1(SECOND_RADIATION_CONSTANT / (wavelength * kelvin));
}
