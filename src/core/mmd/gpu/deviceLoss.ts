/** Why a device is lost; empty while it is not. */
export interface DeviceLoss {
  readonly message?: string;
}

const losses = new WeakMap<GPUDevice, DeviceLoss>();

/**
 * What is known of a device's loss, at any time. One listener a device: its promise keeps whatever
 * listens as long as the device lives.
 */
export function lossOf(device: GPUDevice): DeviceLoss {
  const known = losses.get(device);
  if (known) return known;
  const loss: { message?: string } = {};
  losses.set(device, loss);
  device.lost.then(({ reason, message }) => {
    loss.message = (message || reason).trim().replace(/\.$/, '');
  });
  return loss;
}
