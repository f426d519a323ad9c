import { watch } from './watch.js';

watch((verdict) => postMessage({ verdict })).then(
  (told) => postMessage({ told }),
  (error) => postMessage({ failed: String(error) }),
);
