import { DriftScatter } from '../../../src/view/charts/driftScatter.js';
import type { DeviceFinding } from '../../analysis/deviceFindings.js';
import type { Answers } from './api.js';
import { byId, element, table } from './elements.js';
import { chance, distance, moment, whole } from './numbers.js';

/** Rows of the table at first. */
const SHOWN = 30;

let scatter: DriftScatter | undefined;

export interface DevicesEvents {
  readonly onChoose: (device: string) => void;
}

export function showDevices(
  findings: Answers['/fleet/devices'],
  { onChoose }: DevicesEvents,
): void {
  const { devices, untested, now, before, blockCorrelation, level } = findings;
  const changed = devices.filter(({ test }) => test?.isChanged).length;
  const untold = devices.filter(({ test }) => !test).length;
  byId('devicesText').textContent = [
    `Each compared with itself, from ${moment(now[0])} to ${moment(now[1])} UTC against ${moment(before[0])} to ` +
      `${moment(before[1])}: ${whole(changed)} of ${whole(devices.length)} changed, of which ` +
      `${Math.round(100 * level)} % may be wrong.`,
    ...(untold > 0 ? [`${whole(untold)} were there too short a time to tell.`] : []),
    ...(untested ? [`Only the first ${whole(devices.length)} by name are tested.`] : []),
    ...(blockCorrelation !== null && blockCorrelation > 0.2
      ? [
          `What devices see depends on what they saw hours before (correlation ${distance(blockCorrelation)}), so more of them may be wrong.`,
        ]
      : []),
  ].join(' ');
  showMap(devices, onChoose);
  const find = byId<HTMLInputElement>('find');
  const list = () => listDevices(devices, find.value, onChoose);
  find.oninput = list;
  list();
}

function listDevices(
  devices: readonly DeviceFinding[],
  wanted: string,
  onChoose: DevicesEvents['onChoose'],
): void {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const found = devices.filter((one) => {
    const told = [one.device, one.release, ...Object.values(one.labels)].join(' ').toLowerCase();
    return words.every((word) => told.includes(word));
  });
  const rows = found
    .slice(0, SHOWN)
    .map((one) => [
      element(
        'button',
        { type: 'button', className: 'link', onclick: () => onChoose(one.device) },
        one.device,
      ),
      verdict(one),
      one.test ? distance(one.test.u) : 'untold',
      one.release,
      Object.values(one.labels).join(', '),
    ]);
  const columns = ['device', 'what it says', 'U', 'release', 'labels'];
  byId('devicesTable').replaceChildren(
    table('Devices, those that changed most first', columns, rows),
  );
  byId('devicesShown').textContent =
    found.length > SHOWN
      ? `The first ${SHOWN} of ${whole(found.length)}; find the others by a word.`
      : `${whole(found.length)} ${found.length === 1 ? 'device' : 'devices'}.`;
}

function verdict({ test, evidence }: DeviceFinding): HTMLElement {
  const own = evidence?.isChanged ? '; its own evidence says drift' : '';
  if (!test) return element('span', { className: 'tag' }, `too short a time${own}`);
  const word = test.isChanged
    ? element('strong', { className: 'tag out' }, 'changed')
    : element('span', { className: 'tag' }, 'as before');
  return element('span', {}, word, ` ${chance(test.adjustedPValue)}${own}`);
}

function showMap(devices: readonly DeviceFinding[], onChoose: DevicesEvents['onChoose']): void {
  const placed = devices.filter(({ place }) => place);
  scatter?.destroy();
  const map = byId('map');
  if (placed.length === 0) {
    map.replaceChildren(element('p', { className: 'quiet' }, 'No device can be placed yet.'));
    return;
  }
  // The last one is drawn largest: that which changed most.
  const shown = [...placed].reverse();
  const embedding = shown.map(({ place }) => [...place!.before]);
  scatter = new DriftScatter(map, {
    projection: { embedding, transform: (rows) => rows.map((row) => Array.from(row)) },
    onPin: (point) => {
      if (point) onChoose(shown[point.index]!.device);
    },
  });
  const witness = shown.map(({ test }) => (test?.isChanged ? -1 : 1));
  scatter
    .update(
      shown.map(({ place }) => [...place!.now]),
      { witness },
    )
    .catch(reportError);
}
