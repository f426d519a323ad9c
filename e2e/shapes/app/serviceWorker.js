import { watch } from './watch.js';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('message', ({ source }) => {
  watch().then(
    (told) => source.postMessage(told),
    (error) => source.postMessage(String(error)),
  );
});
