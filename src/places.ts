export { InvalidFeaturesError, InvalidOptionError, TimeoutError } from './core/base/errors.js';
export type { FeatureMap } from './core/explain/featureMap.js';
export type { LikeRow } from './core/explain/likestRows.js';
export type { PlacesReference } from './core/explain/placeShares.js';
export type { Where } from './core/explain/where.js';
export {
  type DriftPlaces,
  type DriftPlacesOptions,
  driftPlaces,
  type ExplainedMonitor,
} from './explain/driftPlaces.js';
export { type HeatMapOptions, heatMap, heatMapOver } from './explain/heatMap.js';
export {
  type MapOf,
  type PlacesReferenceOptions,
  placesReference,
} from './explain/placesReference.js';
