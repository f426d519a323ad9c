import type { DriftMonitor } from 'tfjs-drift';
import { DriftGallery, DriftHistory, DriftScatter, NullDistribution } from 'tfjs-drift/charts';
import 'tfjs-drift/element';
import { Isomap } from 'tfjs-drift/projection';
import { element } from './page.js';

/** Shows all that the monitor finds. */
export function showCharts(monitor: DriftMonitor): void {
  const canvas = (id: string) => element(id, HTMLCanvasElement);
  const { values, width, count } = monitor.reference.features;
  const rows = Array.from({ length: count }, (_, row) =>
    values.subarray(row * width, (row + 1) * width),
  );
  const scatter = new DriftScatter(canvas('map'), { projection: Isomap.fit(rows) });
  const history = new DriftHistory(canvas('history'));
  const nullDistribution = new NullDistribution(canvas('null'));
  const gallery = new DriftGallery(element('gallery', HTMLDivElement));
  for (const tag of document.querySelectorAll('drift-monitor')) tag.monitor = monitor;
  monitor.on('verdict', (verdict) => {
    void scatter.update(monitor.window.rows());
    history.add(verdict);
    const tested = monitor.nullDistribution();
    if (tested) nullDistribution.update(tested);
    gallery.update(monitor.mostDrifted(4));
  });
}
