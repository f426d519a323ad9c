import { metrics } from '@opentelemetry/api';
import {
  type AlarmPolicy,
  DriftError,
  type DriftMonitor,
  type GpuRows,
  ksTest,
  type MonitorOptions,
  mmdTest,
  SegmentedMonitor,
  type Verdict,
} from 'tfjs-drift';
import { readTheme } from 'tfjs-drift/charts';
import {
  explainer,
  type LabelOutcome,
  type MonitorExplainer,
  partsWatch,
  propertyWatch,
} from 'tfjs-drift/explain';
import { type FleetSketch, type Sketches, startSketches } from 'tfjs-drift/fleet';
import { type CandidateLayer, candidateLayers, featureMaps } from 'tfjs-drift/layers';
import type { LoadMobileNetOptions } from 'tfjs-drift/mobilenet';
import { type DriftPlaces, driftPlaces, heatMapOver } from 'tfjs-drift/places';
import { Pca } from 'tfjs-drift/projection';
import { callbackSink, openTelemetrySink, type Report, startReports } from 'tfjs-drift/reports';
import { type BackendChoice, backendInfo } from 'tfjs-drift/webgpu';

/** Types of every subpath, as an app that is checked but does not run would use them. */

export const options: LoadMobileNetOptions = { modelUrl: '/model.json' };
export const names = (model: object): string[] =>
  candidateLayers(model).map(({ name }: CandidateLayer) => name);
export const theme = readTheme;
export const pca = Pca;
export const info: () => Pick<BackendChoice, 'backend'> = backendInfo;

export const policy: AlarmPolicy = {
  name: 'mine',
  start: () => ({
    decide: ({ pValue }) => ({
      level: pValue < 0.001 ? 'drift' : 'ok',
      measure: 'pValue',
      threshold: 0.001,
      warningThreshold: 0.01,
    }),
  }),
};

export async function watch(
  given: MonitorOptions,
  buffer: GPUBuffer,
  labels: string[],
): Promise<Verdict | undefined> {
  const monitor = await SegmentedMonitor.create({ ...given, labels });
  const rows: GpuRows = { buffer, count: 1, width: 16 };
  monitor.observe(rows, ['a']);
  const seen: Report[] = [];
  startReports(monitor, {
    to: [
      callbackSink((report) => {
        seen.push(report);
      }),
      openTelemetrySink(metrics.getMeter('drift')),
    ],
  });
  const { pValue } = await mmdTest([[1], [2]], [[3], [4]]);
  const { worst } = await ksTest([[1], [2]], [[3], [4]]).catch((error: unknown) => {
    if (error instanceof DriftError) return { worst: pValue };
    throw error;
  });
  return worst === 0 ? monitor.status.overall.lastVerdict : undefined;
}

export function sketch(monitor: Parameters<typeof startSketches>[0]): Sketches {
  return startSketches(monitor, { to: 'https://fleet.example.com/sketches', every: 'day' });
}

export const rowsOf = ({ count }: FleetSketch): number => count;

export const explain: MonitorExplainer = explainer({
  properties: propertyWatch(),
  parts: partsWatch(),
  harm: { referenceAccuracy: 0.9 },
});

export const watched = (given: MonitorOptions): MonitorOptions => ({ ...given, explain });

export const labelled = (id: string): LabelOutcome => explain.label(id, true);

export const drifted = (monitor: DriftMonitor, model: object): Promise<DriftPlaces[]> =>
  driftPlaces(monitor, featureMaps(model));

export const drawn = (input: DriftPlaces): OffscreenCanvas => heatMapOver(input, { size: 96 });
