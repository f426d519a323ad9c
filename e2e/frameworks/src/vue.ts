import { Chart } from 'chart.js';
import { DriftMonitor } from 'tfjs-drift/core';
import { createApp, h, ref } from 'vue';
import Own from '../recipes/vue-1.vue';
import Tag from '../recipes/vue-2.vue';
import { feed, reference } from './inputs.js';

let app: ReturnType<typeof createApp> | undefined;

window.app = {
  Chart,
  feed,
  mount() {
    // In a ref, as many apps keep it.
    const monitor = ref(new DriftMonitor({ reference, sampling: 'independent' }));
    window.app.monitor = monitor.value as DriftMonitor;
    app = createApp(() => [Own, Tag].map((part) => h(part, { monitor: monitor.value })));
    app.mount('#root');
  },
  unmount() {
    app?.unmount();
    void window.app.monitor?.dispose();
  },
};
