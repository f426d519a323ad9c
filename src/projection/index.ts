export { Isomap, type IsomapOptions } from './isomap.js';
export { Pca, type PcaOptions } from './pca.js';
