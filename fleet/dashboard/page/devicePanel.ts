import type { DeviceFinding } from '../../analysis/deviceFindings.js';
import { read } from './api.js';
import { byId, facts, table } from './elements.js';
import { landmarkLists } from './landmarksPanel.js';
import { distance, moment, whole } from './numbers.js';
import { withGaps } from './seriesPanel.js';
import { TimeChart } from './timeChart.js';

let chart: TimeChart | undefined;
let wanted = '';

/** One device's history, in a dialog of its own. */
export async function openDevice(
  device: string,
  finding: DeviceFinding | undefined,
  periodMs: number,
): Promise<void> {
  const dialog = byId<HTMLDialogElement>('device');
  wanted = device;
  byId('deviceTitle').textContent = device;
  byId('deviceText').textContent = 'Reading its history …';
  for (const id of ['deviceFacts', 'deviceTable', 'deviceLandmarks']) byId(id).replaceChildren();
  if (!dialog.open) dialog.showModal();
  try {
    const { summary, periods, changedAt, landmarks } = await read('/fleet/device', { device });
    // Another one was asked for meanwhile, or none.
    if (wanted !== device || !dialog.open) return;
    byId('deviceText').textContent = sentenceOf(finding);
    facts(byId('deviceFacts'), [
      ['Release', summary.release || 'not told'],
      ...Object.entries(summary.labels),
      ['Latest period', `${moment(summary.latestPeriod)} UTC`],
      ['Periods', whole(summary.periods)],
      ['Inputs', whole(summary.count)],
      ...(finding?.test ? ([['U, squared distance', distance(finding.test.u)]] as const) : []),
      ...(finding?.evidence
        ? ([['Own evidence, by sample', distance(finding.evidence.eValue)]] as const)
        : []),
    ]);
    const releases = periods.flatMap(({ period, release }, at) =>
      at > 0 && release !== periods[at - 1]!.release ? [{ x: period, label: release }] : [],
    );
    chart ??= new TimeChart(byId('deviceChart'), 'distance along its change');
    chart.show({
      line: withGaps(
        periods.map(({ period, along }) => ({ x: period, y: along ?? Number.NaN })),
        periodMs,
      ),
      threshold: [],
      alarms: [],
      bands: finding?.test?.isChanged
        ? [{ from: changedAt, to: periods.at(-1)!.period, state: 'warning' }]
        : [],
      marks: releases,
      sentence: `History of ${device} over ${periods.length} periods. ${sentenceOf(finding)}`,
    });
    const rows = [...periods]
      .reverse()
      .map(({ period, count, release, state, along }) => [
        `${moment(period)} UTC`,
        along === null ? 'nothing to compare' : distance(along),
        whole(count),
        release,
        state,
      ]);
    const columns = ['period', 'distance', 'inputs', 'release', 'own monitor'];
    byId('deviceTable').replaceChildren(table(`History of ${device}`, columns, rows));
    byId('deviceLandmarks').replaceChildren(...landmarkLists(landmarks));
  } catch (error) {
    byId('deviceText').textContent = error instanceof Error ? error.message : String(error);
  }
}

function sentenceOf(finding: DeviceFinding | undefined): string {
  if (!finding?.test) return 'It was there too short a time to tell whether it changed.';
  return finding.test.isChanged
    ? 'What it sees has changed.'
    : 'It sees what it saw before, as far as can be told.';
}
