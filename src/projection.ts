export { Isomap, type IsomapOptions } from './view/projection/isomap.js';
export { Pca, type PcaOptions } from './view/projection/pca.js';
