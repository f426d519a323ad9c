import { watch } from './watch.js';

watch().then((told) => {
  document.querySelector('output').textContent = JSON.stringify(told);
});
