import { type Modules, reachingStatically } from './modules.js';

const FILES = [
  'base',
  'core',
  'view',
  'shared',
  'outputs',
  'main',
  'common',
  'later',
  'tfjs',
  'passes',
  'sketches',
  'maps',
  'explained',
] as const;

/** What sketches of a fleet are made by; landmarks are chosen where a reference is made. */
const OF_SKETCHES = /\/src\/fleet\/|\/src\/core\/fleet\/(?!landmarks)/;

/** Of models that answer with all that is watched of them: ONNX Runtime's and LiteRT.js's. */
const OF_OUTPUTS = /\/src\/(onnx|litert|core\/model\/outputs)\/|\/fitRuns\.later/;

/** Subpaths that compute with rows at once. */
const OF_ROWS = /\/src\/(explain|places|projection)\.ts$/;

/** Features of pictures before they were pooled. */
const OF_MAPS = /\/(featureMaps\.later|mapBeforePooling)/;

/** Parts of a reference, which alarms ask for. */
const OF_EXPLAINED = /\/src\/(core\/)?explain\//;

type File = (typeof FILES)[number];

/**
 * The files of the package, besides one for each subpath. Left to itself the bundler makes some
 * forty, which costs more than it spares. The first that fits takes a module and what it imports.
 */
export const libraryFiles = FILES.map((file, at) => ({
  priority: FILES.length - at,
  name: (id: string, modules: Modules) => (fileOf(id, modules) === file ? file : null),
}));

/**
 * `core`: what `tfjs-drift/core` and `tfjs-drift` load; `base`: what other subpaths load besides; `shared`:
 * what several load, all of them tfjs's; `view`: what several load of charts; `outputs`: what several of models whose
 * outputs are watched load; `main`: what `tfjs-drift` alone loads; `common`: what other
 * subpaths load at once, and these later; `later`: what they load at the first sample, or when it is asked
 * for; `tfjs`, `passes`, `sketches`, `maps` and `explained`: what of that is tfjs's, that of models whose outputs are
 * watched, sketches', that of feature maps, or that of what explains alarms.
 */
function fileOf(id: string, modules: Modules): File | undefined {
  const infoOf = (module: string) => modules.getModuleInfo(module);
  const loading = [...reachingStatically(id, modules)];
  const entries = loading.filter((module) => infoOf(module)?.isEntry);
  const isLate = loading.some(
    (module) => !infoOf(module)?.isEntry && infoOf(module)?.importers.length === 0,
  );
  const [first] = entries;
  if (!first) {
    if (OF_OUTPUTS.test(id)) return 'passes';
    if (OF_SKETCHES.test(id)) return 'sketches';
    if (OF_MAPS.test(id)) return 'maps';
    if (OF_EXPLAINED.test(id)) return 'explained';
    return id.includes('/src/tfjs/') ? 'tfjs' : 'later';
  }
  if (entries.some((entry) => entry.endsWith('/src/core.ts'))) {
    // `tfjs-drift` loads all that `core` does.
    return entries.length > 2 ? 'base' : 'core';
  }
  if (entries.length > 1) {
    if (id.includes('/src/view/')) return 'view';
    if (OF_OUTPUTS.test(id)) return 'outputs';
    if (id.includes('/src/tfjs/')) return 'shared';
    // `core` loads `base`, and distances only when it computes.
    return isLate && entries.every((entry) => OF_ROWS.test(entry)) ? 'common' : 'base';
  }
  if (first.endsWith('/src/index.ts')) return 'main';
  if (!isLate) return undefined;
  return OF_OUTPUTS.test(id) ? 'outputs' : 'common';
}
