import type { AlarmOn, PolicyContext } from '../../../src/core/alarm/alarmPolicy.js';
import { calibrated } from '../../../src/core/alarm/calibrate.js';
import { CalibrationStore } from '../../../src/core/alarm/calibrationStore.js';
import { ScanRule } from '../../../src/core/alarm/scanRule.later.js';
import type { FeatureRow } from '../../../src/core/base/rows.js';
import { medianDistance } from '../../../src/core/math/medianDistance.later.js';
import { type Row, rowsOf } from './benchRow.js';
import { drawRows, repetitionsOn, type Size, sizeName, startedDetector } from './problem.js';
import { streamedSample } from './streaming.js';
import { alternately, type Task } from './timing.js';

const RUNS = 5;
const RUN_TIME = 1_000;

/** The demo's reference, and the ring of the default policy. */
const size: Size = { n: 600, m: 128, permutations: 1_000, d: 1_024 };

/** The window that was calibrated before there was a scan. */
const ONE_WINDOW = 64;

/**
 * One sample scanned, raw and whitened, beside one sample of the permutation test in WebAssembly; and the
 * scan's calibration beside that of one window.
 */
export async function scanRows(): Promise<Row[]> {
  const reference = drawRows(size.n, size.d, 1);
  const bandwidth = await medianDistance(reference, 'squared');
  const contextOf = (alarmOn?: AlarmOn): PolicyContext => ({
    ...(alarmOn && { alarmOn }),
    features: reference,
    reference,
    kernel: 'gaussian',
    bandwidth,
    windowSize: size.m,
    testEvery: 1,
    isIndependent: true,
    seed: 0,
    falseAlarms: { perSamples: RUN_TIME },
    calibrations: new CalibrationStore(),
    onProgress: () => {},
  });
  const scan = (): Promise<ScanRule> => ScanRule.start(contextOf(), { perSamples: RUN_TIME });
  const withParts = (): Promise<ScanRule> =>
    ScanRule.start(contextOf('new'), { perSamples: RUN_TIME });
  const oneWindow: Task = () =>
    calibrated({ ...contextOf(), bandwidth, windowSize: ONE_WINDOW }, RUN_TIME);
  const wasm = await startedDetector(size, 'wasm');
  const times = await alternately(
    {
      'scan-sample-ms': { task: scannedSample(await scan()), repetitions: repetitionsOn.wasm },
      'wasm-streaming-ms': { task: streamedSample(wasm, size), repetitions: repetitionsOn.wasm },
      'scan-and-parts-sample-ms': {
        task: scannedSample(await withParts()),
        repetitions: repetitionsOn.wasm,
      },
      'scan-calibration-ms': { task: scan },
      'scan-and-parts-calibration-ms': { task: withParts },
      'window-calibration-ms': { task: oneWindow },
    },
    RUNS,
  );
  wasm.dispose();
  const ratios = {
    'scan-sample-vs-wasm-streaming': times['scan-sample-ms'] / times['wasm-streaming-ms'],
    'scan-and-parts-sample-vs-scan': times['scan-and-parts-sample-ms'] / times['scan-sample-ms'],
    'scan-calibration-vs-window': times['scan-calibration-ms'] / times['window-calibration-ms'],
    'scan-and-parts-calibration-vs-scan':
      times['scan-and-parts-calibration-ms'] / times['scan-calibration-ms'],
  };
  const shared = { size: sizeName(size), runs: RUNS };
  return [...rowsOf(ratios, { ...shared, unit: '×' }), ...rowsOf(times, { ...shared, unit: 'ms' })];
}

/** One new row and what all windows show, the ring being full. */
function scannedSample(rule: ScanRule): Task {
  const samples = drawRows(2 * size.m, size.d, 4);
  const rows: FeatureRow[] = Array.from({ length: samples.count }, (_, i) =>
    samples.values.slice(i * size.d, (i + 1) * size.d),
  );
  let held = rows.slice(0, size.m);
  let next = size.m;
  for (let end = 1; end <= size.m; end++) {
    const first = held.slice(0, end);
    rule.decide({ ...TEST, rows: first, newRows: first.slice(-1) });
  }
  return async () => {
    // The same rows come round, each as an object of its own.
    const row = rows[next++ % rows.length]!.slice();
    held = [...held.slice(1), row];
    rule.decide({ ...TEST, rows: held, newRows: [row] });
  };
}

const TEST = {
  timeMs: 0,
  mmd2: 0,
  statistic: 0,
  pValue: 1,
  z: 0,
  approximatePValue: 1,
  bandwidth: 1,
};
