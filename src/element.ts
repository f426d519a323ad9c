import { DriftMonitorElement } from './view/element/driftMonitorElement.js';

export { DriftMonitorElement } from './view/element/driftMonitorElement.js';
export type { WatchedMonitor } from './view/watchedMonitor.js';

// On a server there is no registry, and another copy of the package may have been here before.
if (globalThis.customElements && !customElements.get('drift-monitor')) {
  customElements.define('drift-monitor', DriftMonitorElement);
}
