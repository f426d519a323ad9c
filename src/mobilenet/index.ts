export { type LoadMobileNetOptions, loadMobileNet } from './loadMobileNet.js';
