import { DriftHistory } from 'tfjs-drift/charts';

const history = new DriftHistory(document.querySelector('canvas'));
const worker = new Worker('./worker.js', { type: 'module' });
worker.onmessage = ({ data: { verdict, told, failed } }) => {
  if (verdict) history.add(verdict);
  else {
    const rows = history.table().rows.length;
    document.querySelector('output').textContent = failed ?? JSON.stringify({ ...told, rows });
  }
};
