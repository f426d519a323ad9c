import { usage } from './flags.js';

export function submit(device: GPUDevice, record: (encoder: GPUCommandEncoder) => void): void {
  const encoder = device.createCommandEncoder({ label: 'drift rows' });
  record(encoder);
  device.queue.submit([encoder.finish()]);
}

type Use = 'storage' | 'readback';

/** Buffers of one use and size that are kept for the next rows; more, and large ones, are destroyed. */
const KEPT = 4;
const KEPT_BYTES = 2 ** 20;

/** By device, then by use and size. */
const shelves = new WeakMap<GPUDevice, Map<string, GPUBuffer[]>>();

/** A buffer of at least so many bytes: sizes are powers of two, so that few kinds are kept. */
export function takeBuffer(device: GPUDevice, bytes: number, use: Use): GPUBuffer {
  const size = 2 ** Math.max(8, Math.ceil(Math.log2(bytes)));
  const kept = shelfOf(device, use, size).pop();
  if (kept) return kept;
  return device.createBuffer({
    label: 'drift rows',
    size,
    usage: usage.COPY_DST | (use === 'storage' ? usage.COPY_SRC : usage.MAP_READ),
  });
}

export function giveBuffer(device: GPUDevice, buffer: GPUBuffer, use: Use): void {
  const shelf = shelfOf(device, use, buffer.size);
  if (shelf.length < KEPT && buffer.size <= KEPT_BYTES) shelf.push(buffer);
  else buffer.destroy();
}

function shelfOf(device: GPUDevice, use: Use, size: number): GPUBuffer[] {
  const ofDevice = shelves.get(device) ?? new Map<string, GPUBuffer[]>();
  shelves.set(device, ofDevice);
  const key = `${use} ${size}`;
  const shelf = ofDevice.get(key) ?? [];
  ofDevice.set(key, shelf);
  return shelf;
}
