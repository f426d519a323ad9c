/**
 * Work on a device whose errors are ours: without scopes they would go to the app, as those of its
 * own work do.
 *
 * @param work Synchronous, so that nobody else's calls come between.
 * @returns The first error, once the device has done or refused the work; undefined where there was
 *   none, or the device is lost.
 */
export async function errorOf(device: GPUDevice, work: () => void): Promise<GPUError | undefined> {
  let scopes: Promise<GPUError | null>[] = [];
  let open = 0;
  try {
    for (const filter of ['validation', 'out-of-memory', 'internal'] as const) {
      device.pushErrorScope(filter);
      open++;
    }
    work();
  } finally {
    // All of them, whatever one of them says: a scope left open would take the app's own errors.
    scopes = Array.from({ length: open }, async () => device.popErrorScope()).map((scope) =>
      scope.catch(() => null),
    );
  }
  const errors = await Promise.all(scopes);
  return errors.find((error) => error !== null) ?? undefined;
}
