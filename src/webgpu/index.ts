export { type BackendInfo, backendInfo } from '../backend/backendInfo.js';
export {
  type BackendChoice,
  type InitBackendOptions,
  initBackend,
  type RefusedBackend,
} from './initBackend.js';
