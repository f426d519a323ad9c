import { join } from 'node:path';
import { run } from '../../../scripts/build/installed.js';
import { install } from '../../support/installedApp.js';

export const APPS = ['tfjs', 'onnx', 'litert', 'transformers', 'mediapipe'] as const;

export type AppName = (typeof APPS)[number];

/** Where an app lies, and where its built pages do. */
export function app(name: AppName): { readonly folder: string; readonly pages: string } {
  return { folder: join('e2e/models', name), pages: join('dist/models', name) };
}

/** Installs an app as its lock file says, with the packed package, checks its types and builds its pages. */
export async function prepare(name: AppName): Promise<void> {
  const { folder } = app(name);
  await install(folder);
  run('npx', ['tsc', '--project', folder]);
  run('npx', ['vite', 'build', folder, '--logLevel', 'error']);
}
