export { DriftGallery, type DriftGalleryOptions } from './view/charts/driftGallery.js';
export { DriftHistory } from './view/charts/driftHistory.js';
export type { DriftHistoryOptions } from './view/charts/driftHistoryOptions.js';
export { DriftScatter } from './view/charts/driftScatter.js';
export type {
  DriftScatterOptions,
  ScatterUpdateOptions,
} from './view/charts/driftScatterOptions.js';
export type { GalleryInput } from './view/charts/galleryInput.js';
export type { HistoryEntry } from './view/charts/historyData.js';
export { tableOfHistory } from './view/charts/historyWords.js';
export type { NullTest } from './view/charts/nullData.js';
export { NullDistribution, type NullDistributionOptions } from './view/charts/nullDistribution.js';
export { tableOfNull } from './view/charts/nullWords.js';
export type { Projection } from './view/charts/projection.js';
export { renderTable } from './view/charts/renderTable.js';
export type { ScatterPoint } from './view/charts/scatterPoint.js';
export { type ScatterContent, tableOfScatter } from './view/charts/scatterWords.js';
export type { ChartTable } from './view/charts/table.js';
export { type ChartTheme, readTheme } from './view/charts/theme.js';
