/**
 * Command line of a headless Chrome or Chromium with WebGPU, also where there is no GPU: then
 * SwiftShader, a software adapter, stands in.
 */
export const browserFlags: readonly string[] = [
  '--enable-unsafe-webgpu',
  '--enable-unsafe-swiftshader',
  // A browser that talks to its maker's servers hangs or warns on closed networks.
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  // Chrome's sandbox does not start for root.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ...(process.env['TFJS_DRIFT_GPU'] === '1'
    ? [
        '--enable-features=Vulkan',
        '--use-angle=vulkan',
        '--disable-vulkan-surface',
        '--ignore-gpu-blocklist',
      ]
    : []),
];
