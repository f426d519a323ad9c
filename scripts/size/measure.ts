import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';

/** What a page loads for one subpath of the package, minified and gzipped, peers apart. */
export interface Size {
  readonly subpath: string;
  /** kB (1,000 bytes) that come with the page; of a subpath that is of no use without another, or made of it, beside that. */
  readonly first: number;
  /** kB that come when they are needed. */
  readonly later: number;
}

/** Of no use without another, or made of it: what both need comes once. */
const BESIDE: Readonly<Record<string, string>> = {
  'tfjs-drift/onnx': 'tfjs-drift/core',
  'tfjs-drift/mediapipe': 'tfjs-drift/core',
  'tfjs-drift/element': 'tfjs-drift/charts',
  'tfjs-drift/react': 'tfjs-drift/charts',
  'tfjs-drift/litert': 'tfjs-drift/core',
  'tfjs-drift/fleet': 'tfjs-drift/core',
  'tfjs-drift/explain': 'tfjs-drift/core',
  'tfjs-drift/places': 'tfjs-drift/core',
  'tfjs-drift/layers': 'tfjs-drift',
};

/**
 * Bundles all that each subpath exports, as an app with Vite does.
 *
 * @param files Built file of each subpath.
 */
export async function measure(files: Readonly<Record<string, string>>): Promise<Size[]> {
  const sizes: Size[] = [];
  for (const [subpath, file] of Object.entries(files)) {
    const other = files[BESIDE[subpath] ?? ''];
    const { output } = await bundle(other ? [file, other] : [file]);
    const chunks = output.filter((part) => part.type === 'chunk');
    const nameOf = (input: string) =>
      chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(input.replace(/^\./, '')))!
        .fileName;
    const first = reachedFrom(nameOf(file), chunks);
    const before = other ? reachedFrom(nameOf(other), chunks) : new Set<string>();
    const kilobytes = (part: readonly Rolldown.OutputChunk[]): number =>
      part.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0) / 1_000;
    sizes.push({
      subpath,
      first: kilobytes(
        chunks.filter((chunk) => first.has(chunk.fileName) && !before.has(chunk.fileName)),
      ),
      later: other ? 0 : kilobytes(chunks.filter(({ fileName }) => !first.has(fileName))),
    });
  }
  return sizes;
}

/** What is loaded at once with a chunk. */
function reachedFrom(entry: string, chunks: readonly Rolldown.OutputChunk[]): Set<string> {
  const reached = new Set([entry]);
  for (const name of reached) {
    const chunk = chunks.find(({ fileName }) => fileName === name);
    for (const imported of chunk?.imports ?? []) reached.add(imported);
  }
  return reached;
}

async function bundle(input: string[]): Promise<Rolldown.RolldownOutput> {
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
        external: [/^@tensorflow/, /^chart\.js/, /^@opentelemetry/, 'react'],
      },
    },
  });
  return result as Rolldown.RolldownOutput;
}
