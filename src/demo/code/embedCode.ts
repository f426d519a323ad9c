import type { Sampling } from 'tfjs-drift';
import type { ReferenceOrigin } from '../reference/referenceInUse.js';
import {
  defaultSettings,
  type MonitorSettings,
  policies,
  type Settings,
} from '../settings/settings.js';
import type { SourceKind } from '../sources/source.js';

/** What the code is to do. */
export interface Embedding {
  readonly settings: MonitorSettings & Pick<Settings, 'backend' | 'compute' | 'speed'>;
  readonly source: SourceKind;
  readonly sampling: Sampling;
  /** Undefined where there is none yet. */
  readonly origin: ReferenceOrigin | undefined;
  /** Whether many devices are to have one answer. */
  readonly isFleet: boolean;
}

const MODEL = '/models/mobilenet_v1_1.0_224';
const FLEET = "startSketches(monitor, { to: '/sketches' }); // to the receiver of npm run fleet";

/** TypeScript that puts the monitor into an app, with this configuration. */
export function embedCode(embedding: Embedding): string {
  const { settings, source, sampling, origin, isFleet } = embedding;
  return [
    ...imports(settings, isFleet),
    '',
    ...start(settings),
    ...device(settings),
    `const model = await loadMobileNet({ modelUrl: '${MODEL}/model.json' });`,
    ...reference(origin),
    'const monitor = new DriftMonitor({',
    '  reference,',
    ...options(settings, sampling).map((line) => `  ${line},`),
    '});',
    'const watched = monitor.wrap(model); // the same interface, the same answers',
    '',
    "monitor.on('alarm', ({ reason, explanation }) => console.warn(reason, explanation?.text ?? ''));",
    "monitor.on('recovered', ({ reason }) => console.warn(reason));",
    "monitor.on('error', (error) => console.error(error));",
    ...(isFleet ? [FLEET] : []),
    '',
    ...loop(source, settings.speed),
    '',
  ].join('\n');
}

function imports({ backend, policy }: Embedding['settings'], isFleet: boolean): string[] {
  const names = ['DriftMonitor', 'Reference'];
  if (policy !== defaultSettings.policy) names.push(policies[policy].factory);
  const backends = {
    webgpu: ["import '@tensorflow/tfjs-backend-webgpu';"],
    wasm: ["import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';"],
  } as const;
  const own = backend === 'wasm' || backend === 'webgpu' ? backends[backend] : [];
  return [
    "import '@tensorflow/tfjs';",
    ...(backend === undefined ? [...backends.webgpu, ...backends.wasm] : own),
    `import { ${names.join(', ')} } from 'tfjs-drift';`,
    "import { explainer, propertyWatch } from 'tfjs-drift/explain';",
    ...(isFleet ? ["import { startSketches } from 'tfjs-drift/fleet';"] : []),
    "import { loadMobileNet } from 'tfjs-drift/mobilenet';",
    "import { initBackend } from 'tfjs-drift/webgpu';",
  ];
}

function start({ backend, compute }: Embedding['settings']): string[] {
  const paths = "setWasmPaths('/wasm/'); // where you put the package's .wasm files";
  if (backend === undefined) {
    const chosen = compute === 'webgpu' ? 'const { backend } = ' : '';
    return [
      paths,
      `${chosen}await initBackend(); // the first that works, and none that the CPU emulates`,
    ];
  }
  return [
    ...(backend === 'wasm' ? [paths] : []),
    `await initBackend({ prefer: ['${backend}'], allowSoftware: true });`,
  ];
}

/** A GPU for the test, where tfjs brings none along. */
function device({ backend, compute }: Embedding['settings']): string[] {
  if (compute !== 'webgpu' || backend === 'webgpu') return [];
  if (backend === undefined) {
    return [
      "const adapter = backend === 'webgpu' ? null : await navigator.gpu?.requestAdapter();",
      'const device = await adapter?.requestDevice(); // for the test, where tfjs has none',
    ];
  }
  return [
    'const adapter = await navigator.gpu?.requestAdapter();',
    'const device = await adapter?.requestDevice(); // for the test, as tfjs has none',
  ];
}

function reference(origin: ReferenceOrigin | undefined): string[] {
  if (origin?.kind === 'saved') {
    return [
      `const reference = await Reference.load(${quoted(origin.name)}); // once saved on your own page`,
    ];
  }
  const isToBeMade = !origin || origin.kind === 'recorded';
  const file = isToBeMade
    ? '/reference.safetensors'
    : origin.kind === 'shipped'
      ? `${MODEL}/${origin.file}`
      : `/${origin.name}`;
  const hint = isToBeMade ? ' // Reference, Export as a file: put it here' : '';
  return [
    `const file = await fetch(${quoted(file)});${hint}`,
    'const reference = await Reference.fromFile(await file.blob());',
  ];
}

/** All that is not the library's own default. */
function options(settings: Embedding['settings'], sampling: Sampling): string[] {
  const { window, kernel, bandwidth, permutations, policy, alarms, seed } = settings;
  const isDefault = policy === defaultSettings.policy && window === defaultSettings.window;
  const lines = isDefault ? [] : [`windowSize: ${window}`];
  lines.push(`falseAlarms: { perSamples: ${alarms} }`);
  if (sampling === 'independent') lines.push("sampling: 'independent'");
  if (policy !== defaultSettings.policy) lines.push(`policy: ${policies[policy].factory}()`);
  if (kernel !== defaultSettings.kernel) lines.push(`kernel: '${kernel}'`);
  if (bandwidth !== defaultSettings.bandwidth) {
    lines.push(`bandwidth: ${typeof bandwidth === 'number' ? bandwidth : `'${bandwidth}'`}`);
  }
  if (permutations !== defaultSettings.permutations) lines.push(`permutations: ${permutations}`);
  lines.push(`seed: ${seed}`, ...place(settings));
  lines.push('explain: explainer({ properties: propertyWatch() })');
  return lines;
}

function place({ backend, compute }: Embedding['settings']): string[] {
  if (compute === 'auto') return [];
  if (compute !== 'webgpu' || backend === 'webgpu') return [`compute: '${compute}'`];
  const hasDevice = backend === undefined ? "backend === 'webgpu' || device" : 'device';
  return [`compute: ${hasDevice} ? 'webgpu' : 'auto'`, 'device'];
}

function loop(source: SourceKind, speed: number): string[] {
  if (source === 'photos' || source === 'files') {
    return [
      "for (const image of document.querySelectorAll<HTMLImageElement>('img.live')) {",
      '  await watched.classify(image);',
      '  await monitor.idle();',
      '}',
    ];
  }
  const open = {
    camera: ['video.srcObject = await navigator.mediaDevices.getUserMedia({ video: true });'],
    screen: ['video.srcObject = await navigator.mediaDevices.getDisplayMedia({ video: true });'],
    video: ["video.src = '/video.mp4';"],
  }[source];
  return [
    "const video = document.createElement('video');",
    'video.muted = true;',
    ...open,
    'await video.play();',
    'while (!video.ended) {',
    '  await watched.classify(video);',
    '  await monitor.idle();',
    `  await new Promise((resolve) => setTimeout(resolve, ${Number.isFinite(speed) ? Math.round(1000 / speed) : 0}));`,
    '}',
  ];
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&').replace(/\n/g, ' ')}'`;
}
