import { Chart } from 'chart.js';
import { mount, unmount } from 'svelte';
import { DriftMonitor } from 'tfjs-drift/core';
import Own from '../recipes/svelte-1.svelte';
import Tag from '../recipes/svelte-2.svelte';
import { feed, reference } from './inputs.js';

let parts: object[] = [];

window.app = {
  Chart,
  feed,
  mount() {
    const monitor = new DriftMonitor({ reference, sampling: 'independent' });
    window.app.monitor = monitor;
    const target = document.getElementById('root')!;
    parts = [Own, Tag].map((part) => mount(part, { target, props: { monitor } }));
  },
  unmount() {
    for (const part of parts) void unmount(part);
    void window.app.monitor?.dispose();
  },
};
