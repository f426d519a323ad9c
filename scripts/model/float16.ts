const LARGEST = 65504;
const SMALLEST_NORMAL = 2 ** -14;
const SUBNORMAL_STEPS_PER_UNIT = 2 ** 24;

const float32 = new Float32Array(1);
const float32Bits = new Uint32Array(float32.buffer);

/** IEEE 754 binary16 bits of a number, rounded to nearest, ties to even. */
export function float16Bits(value: number): number {
  const sign = value < 0 ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (!(magnitude <= LARGEST)) throw new RangeError(`${value} does not fit into float16.`);
  if (magnitude < SMALLEST_NORMAL) {
    return sign | roundHalfToEven(magnitude * SUBNORMAL_STEPS_PER_UNIT);
  }
  float32[0] = magnitude;
  const exponent = (float32Bits[0]! >>> 23) - 127;
  // A fraction that rounds up to 1024 carries into the exponent, which is the right result.
  const fraction = roundHalfToEven((magnitude / 2 ** exponent - 1) * 1024);
  return sign | (((exponent + 15) << 10) + fraction);
}

export function float16Bytes(values: Float64Array): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(values.length * 2));
  values.forEach((value, index) => {
    bytes.setUint16(index * 2, float16Bits(value), true);
  });
  return new Uint8Array(bytes.buffer);
}

function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}
