import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';

/** What a page loads for one subpath of the package, minified and gzipped, peers apart. */
export interface Size {
  readonly subpath: string;
  /** kB (1,000 bytes) that come with the page. */
  readonly first: number;
  /** kB that come when they are needed. */
  readonly later: number;
}

/**
 * Bundles all that each subpath exports, as an app with Vite does.
 *
 * @param files Built file of each subpath.
 */
export async function measure(files: Readonly<Record<string, string>>): Promise<Size[]> {
  const sizes: Size[] = [];
  for (const [subpath, file] of Object.entries(files)) {
    const { output } = await bundle(file);
    const chunks = output.filter((part) => part.type === 'chunk');
    const entry = chunks.find(({ isEntry }) => isEntry)!;
    const first = new Set([entry.fileName]);
    for (const name of first) {
      const chunk = chunks.find(({ fileName }) => fileName === name);
      for (const imported of chunk?.imports ?? []) first.add(imported);
    }
    const kilobytes = (part: readonly Rolldown.OutputChunk[]): number =>
      part.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0) / 1_000;
    sizes.push({
      subpath,
      first: kilobytes(chunks.filter(({ fileName }) => first.has(fileName))),
      later: kilobytes(chunks.filter(({ fileName }) => !first.has(fileName))),
    });
  }
  return sizes;
}

async function bundle(input: string): Promise<Rolldown.RolldownOutput> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      write: false,
      target: 'es2022',
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input,
        preserveEntrySignatures: 'strict',
        external: [/^@tensorflow/, /^chart\.js/, /^@opentelemetry/],
      },
    },
  });
  return result as Rolldown.RolldownOutput;
}
