import type { Plotted } from '../../../src/view/charts/plot.js';
import type { Answers } from './api.js';
import { byId, table } from './elements.js';
import { chance, distance, duration, moment, whole } from './numbers.js';
import { TimeChart } from './timeChart.js';

type Report = Answers['/fleet/state'];

let chart: TimeChart | undefined;

/** U over time, with its budget. */
export function showSeries({ series, episodes, periodMs = 0, expectedRunTime }: Report): void {
  byId('budget').textContent =
    `${whole(expectedRunTime)} periods (${duration(expectedRunTime * periodMs)})`;
  chart ??= new TimeChart(byId('seriesChart'), 'U, squared distance');
  const last = series.at(-1);
  const alarms = series.filter(({ state }) => state === 'alarm');
  chart.show({
    line: withGaps(
      series.map(({ period, u }) => ({ x: period, y: u })),
      periodMs,
    ),
    threshold: series.map(({ period, threshold }) => ({ x: period, y: threshold ?? Number.NaN })),
    alarms: alarms.map(({ period, u }) => ({ x: period, y: u })),
    bands: episodes.map(({ from, to }) => ({
      from: from - periodMs / 2,
      to: to + periodMs / 2,
      state: 'drift',
    })),
    marks: episodes.map(({ from }) => ({ x: from, label: 'alarm' })),
    sentence: last
      ? `U over ${series.length} periods, ${distance(last.u)} at the end; ${alarms.length} of them alarmed.`
      : 'No period could be compared with any before it yet.',
  });
  const rows = [...series]
    .reverse()
    .map(({ period, devices, u, threshold, pValue, state }) => [
      `${moment(period)} UTC`,
      whole(devices),
      distance(u),
      threshold === null ? 'still learned' : distance(threshold),
      chance(pValue),
      state === 'too-few-devices' ? 'too few devices' : state,
    ]);
  const columns = ['period', 'devices', 'U', 'threshold', 'p-value', 'state'];
  byId('seriesTable').replaceChildren(table('U over time, the latest first', columns, rows));
}

/** No line where periods are missing. */
export function withGaps(points: readonly Plotted[], periodMs: number): Plotted[] {
  return points.flatMap((point, at) => {
    const before = points[at - 1];
    const isGap = before !== undefined && point.x - before.x > 1.5 * periodMs;
    return isGap ? [{ x: before.x + periodMs, y: Number.NaN }, point] : [point];
  });
}
