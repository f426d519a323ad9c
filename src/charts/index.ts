export { type ChartTheme, readTheme } from './chartTheme.js';
export { DriftHistory, type DriftHistoryOptions, type HistoryEntry } from './driftHistory.js';
export { DriftScatter, type DriftScatterOptions, type Projection } from './driftScatter.js';
