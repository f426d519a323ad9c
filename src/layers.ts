export type { FeatureMap } from './core/explain/featureMap.js';
export { type CandidateLayer, candidateLayers } from './tfjs/models/candidateLayers.js';
export { featureMaps } from './tfjs/models/featureMaps.js';
export type { FeatureMapOptions } from './tfjs/models/featureMaps.later.js';
