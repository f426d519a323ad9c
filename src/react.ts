export {
  type ChartProps,
  DriftedInputs,
  type DriftedInputsOptions,
  HistoryChart,
  NullChart,
  ScanChart,
  ScatterChart,
} from './view/react/charts.js';
export { useDriftMonitor } from './view/react/useDriftMonitor.js';
export type { WatchedMonitor } from './view/watchedMonitor.js';
