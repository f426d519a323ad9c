import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { build } from 'esbuild';
import { rollup } from 'rollup';
import webpack from 'webpack';
import { packedPackage } from '../support/packedPackage.js';

/** What bundlers make, by name; all but `singleFile` split off what the package loads later. */
export const bundlers = {
  webpack: async (sources, folder) => {
    const compiler = webpack({
      mode: 'production',
      target: ['web', 'es2022'],
      entry: Object.fromEntries(sources.map((source) => [nameOf(source), source])),
      output: { path: folder, filename: '[name].js', module: true },
      experiments: { outputModule: true },
      // Takes most of the time, and is no business of the package.
      optimization: { minimize: false },
      performance: false,
    });
    await new Promise<void>((done, failed) => {
      compiler.run((error, stats) => {
        if (error || stats?.hasErrors()) failed(error ?? new Error(stats?.toString()));
        else done();
      });
    });
  },
  esbuild: async (sources, folder) => {
    await build({
      entryPoints: [...sources],
      outdir: folder,
      bundle: true,
      format: 'esm',
      splitting: true,
      minify: true,
      logLevel: 'error',
    });
  },
  rollup: async (sources, folder) => {
    const plugins = [nodeResolve({ browser: true })];
    const bundle = await rollup({ input: [...sources], plugins, onwarn: () => {} });
    await bundle.write({ dir: folder, format: 'es' });
    await bundle.close();
  },
  singleFile: async (sources, folder) => {
    await build({
      entryPoints: [...sources],
      outdir: folder,
      bundle: true,
      format: 'iife',
      supported: { 'top-level-await': true },
      logLevel: 'error',
    });
  },
} satisfies Record<string, (sources: readonly string[], folder: string) => Promise<void>>;

const nameOf = (source: string): string => source.replace(/^.*\/|\.js$/g, '');

/** An app of plain modules that has installed the package as it would be published. */
export async function installedApp(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  cpSync('e2e/shapes/app', folder, { recursive: true });
  const home = join(folder, 'node_modules/tfjs-drift');
  mkdirSync(home, { recursive: true });
  const { tarball } = await packedPackage();
  execFileSync('tar', ['-xzf', resolve(tarball), '-C', home, '--strip-components=1']);
}
