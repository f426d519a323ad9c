export { type LoadMobileNetOptions, loadMobileNet } from './tfjs/models/loadMobileNet.js';
