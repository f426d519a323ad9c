export { type CandidateLayer, candidateLayers } from './tfjs/models/candidateLayers.js';
