/** Which devices changed: of those found, how many did not, and how many of those that did are found? */

import { testDevicesApart } from '../../src/core/fleet/devicesApart.js';
import { type DeviceHistory, testDevices } from '../../src/core/fleet/deviceTest.js';
import { difference, SimulatedFleet } from '../streams/simulatedFleet.js';
import { Discoveries } from './fleetGroups.js';
import { type SimulatedRow, simulatedRow } from './studyRow.js';

const DEVICES = 400;
const CHANGED = 40;
const SHIFT = 0.5;
const HOUR = 3_600_000;
const ROWS_AN_HOUR = 20;
const HOURS_A_BLOCK = 3;
const BLOCKS = 14;
const LEVEL = 0.1;

/** What moves all devices together, in each coordinate. */
const COMMON_SHIFT = 0.3;

export async function devicesOfFleets(runs: number): Promise<SimulatedRow[]> {
  const fleet = await SimulatedFleet.of(4);
  const [alone, moved, apart] = [new Discoveries(), new Discoveries(), new Discoveries()];
  const common = difference(fleet.expectedColumn(COMMON_SHIFT), fleet.expectedColumn(0));
  let correlation = 0;
  for (let run = 0; run < runs; run++) {
    const histories = Array.from({ length: DEVICES }, (_, at) =>
      historyOf(fleet, `${at}`, at < CHANGED ? SHIFT : 0),
    );
    const together = histories.map(({ device, changes }) => ({
      device,
      changes: changes.map(({ startMs, change }) => ({
        startMs,
        change: change.map((value, t) => value + common[t]!),
      })),
    }));
    const options = { blockMs: HOURS_A_BLOCK * HOUR, level: LEVEL, seed: DEVICES * run };
    const tests = testDevices(histories, fleet.map, options);
    alone.add(tests, CHANGED);
    correlation += tests.blockCorrelation! / runs;
    moved.add(testDevices(together, fleet.map, options), CHANGED);
    apart.add(testDevicesApart(together, fleet.map, options), CHANGED);
  }
  const setting = `${CHANGED} of ${DEVICES} devices shifted by .5`;
  return [
    ...alone.rows(setting, LEVEL, 0.5),
    ...moved.rows(`${setting}, all moved by .3 besides, each on its own`, null, null),
    ...apart.rows(`${setting}, all moved by .3 besides, apart from the fleet`, LEVEL, 0.5),
    simulatedRow(
      'fleet',
      `correlation of neighbouring blocks of ${HOURS_A_BLOCK} hours of ${ROWS_AN_HOUR} rows`,
      correlation,
      [-0.1, 0.1],
      `${runs} runs`,
    ),
  ];
}

/** Each block against rows of its own, of another time. */
function historyOf(fleet: SimulatedFleet, device: string, shift: number): DeviceHistory {
  const own = fleet.device();
  const hours = Array<number>(HOURS_A_BLOCK).fill(ROWS_AN_HOUR);
  const changes = Array.from({ length: BLOCKS }, (_, block) => {
    const before = fleet.meansOf(own, hours);
    return fleet.meansOf(own, hours, shift).map((mean, hour) => ({
      startMs: (block * HOURS_A_BLOCK + hour) * HOUR,
      change: difference(mean, before[hour]!),
    }));
  });
  return { device, changes: changes.flat() };
}
