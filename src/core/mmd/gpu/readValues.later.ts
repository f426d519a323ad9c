import { giveBuffer, submit, takeBuffer } from './copyBuffers.js';
import { deviceError, deviceErrorSoon, lossAfter } from './deviceErrors.js';
import { READ } from './flags.js';
import { refusedCopy } from './refusedCopy.js';

/**
 * The float32 values that a buffer begins with.
 *
 * @param refusal Known later: why the buffer holds none, where it does not.
 * @throws InvalidFeaturesError for a buffer that holds none.
 * @throws DeviceLostError where the device is lost before they are read, or meanwhile.
 */
export async function readValues(
  device: GPUDevice,
  buffer: GPUBuffer,
  count: number,
  refusal: Promise<GPUError | undefined> | undefined,
): Promise<Float32Array> {
  const error = await refusal;
  if (error) throw refusedCopy(error);
  const bytes = 4 * count;
  const readback = takeBuffer(device, bytes, 'readback');
  submit(device, (encoder) => {
    encoder.copyBufferToBuffer(buffer, 0, readback, 0, bytes);
  });
  try {
    await readback.mapAsync(READ, 0, bytes);
  } catch {
    readback.destroy();
    throw await deviceErrorSoon(device);
  }
  const values = new Float32Array(readback.getMappedRange(0, bytes)).slice();
  readback.unmap();
  const { message } = await lossAfter('read', device);
  if (message !== undefined) throw deviceError(device);
  giveBuffer(device, readback, 'readback');
  return values;
}
