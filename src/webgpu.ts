export type { BackendInfo } from './core/model/runtime.js';
export { backendInfo } from './tfjs/backend/backendInfo.js';
export {
  type BackendChoice,
  type InitBackendOptions,
  initBackend,
  type RefusedBackend,
} from './tfjs/backend/initBackend.js';
