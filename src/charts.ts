export { DriftGallery, type DriftGalleryOptions } from './view/charts/driftGallery.js';
export type { DriftHistoryOptions } from './view/charts/driftHistory.js';
export { DriftHistory } from './view/charts/driftHistory.js';
export type {
  DriftScatterOptions,
  Projection,
  ScatterTitles,
  ScatterUpdateOptions,
} from './view/charts/driftScatter.js';
export { DriftScatter } from './view/charts/driftScatter.js';
export type { GalleryInput } from './view/charts/galleryInput.js';
export type { HistoryEntry } from './view/charts/historyData.js';
export { tableOfHistory } from './view/charts/historyWords.js';
export type { NullTest } from './view/charts/nullData.js';
export { tableOfNull } from './view/charts/nullData.js';
export { NullDistribution, type NullDistributionOptions } from './view/charts/nullDistribution.js';
export { type ScanEntry, type ScannedView, tableOfScan } from './view/charts/scanData.js';
export { ScanStrip, type ScanStripOptions } from './view/charts/scanStrip.js';
export type { ScatterPoint } from './view/charts/scatterPointer.js';
export { type ScatterContent, tableOfScatter } from './view/charts/scatterWords.js';
export type { ChartTable } from './view/charts/table.js';
export { renderTable } from './view/charts/table.js';
export { type ChartTheme, readTheme } from './view/charts/theme.js';
