export { type CandidateLayer, candidateLayers } from './candidateLayers.js';
