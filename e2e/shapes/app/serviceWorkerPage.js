navigator.serviceWorker.addEventListener('message', ({ data }) => {
  document.querySelector('output').textContent = JSON.stringify(data);
});
await navigator.serviceWorker.register('./serviceWorker.js');
const { active } = await navigator.serviceWorker.ready;
active.postMessage('watch');
