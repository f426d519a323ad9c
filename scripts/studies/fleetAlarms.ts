/** How often does a fleet alarm though nothing is wrong, where something moves all its devices together now and then? */

import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';
import { type CalmPeriod, fleetAlarm } from '../../src/core/fleet/fleetAlarm.js';
import { type FleetTest, flipTest } from '../../src/core/fleet/pairedTest.js';
import { type SimulatedRow, simulatedRow } from './studyRow.js';

const DEVICES = 100;
const COORDINATES = 16;
const RUN_TIME = 500;

/** A week of hours, and ten of them. */
const CALM_PERIODS = [168, 1_680] as const;

/** Standard deviation of what is common to all devices in a period, that of a device being 1. */
const COMMON = [0, 0.05, 0.1] as const;

/** A device that scatters as much in all coordinates, and changes of all devices that are common to them. */
class CommonChanges {
  readonly #draw: () => number;
  readonly #common: number;
  #seed = 0;

  constructor(common: number, seed: number) {
    this.#common = common;
    this.#draw = normal(seededRandom(seed));
  }

  next(): FleetTest {
    const common = new Float64Array(COORDINATES).map(() => this.#common * this.#draw());
    const vectors = Array.from({ length: DEVICES }, () => common.map((c) => c + this.#draw()));
    const devices = vectors.map(() => 1);
    const numbers = [...vectors.keys()];
    const options = { flips: 4 * RUN_TIME - 1, stopAfter: 20, seed: this.#seed++ };
    return flipTest({ numbers, devices, total: DEVICES, vectors }, options);
  }
}

export function alarmsOfFleets(fleets: number, periods: number): SimulatedRow[] {
  return COMMON.flatMap((common, at) => {
    const alarms = CALM_PERIODS.map(() => 0);
    let rareByFlips = 0;
    for (let fleet = 0; fleet < fleets; fleet++) {
      const stream = new CommonChanges(common, 100 * at + fleet);
      const calm: CalmPeriod[] = Array.from({ length: Math.max(...CALM_PERIODS) }, () =>
        stream.next(),
      );
      for (let period = 0; period < periods; period++) {
        const test = stream.next();
        if (test.pValue > 1 / RUN_TIME) continue;
        rareByFlips++;
        for (const [which, known] of CALM_PERIODS.entries()) {
          const options = { expectedRunTime: RUN_TIME };
          const { state } = fleetAlarm(test, calm.slice(0, known), options);
          if (state === 'alarm') alarms[which]!++;
        }
      }
    }
    const wanted = (fleets * periods) / RUN_TIME;
    const setting =
      common === 0 ? 'nothing in common' : `common changes of .${`${common}`.slice(2)}`;
    const note = `${fleets} fleets of ${DEVICES} devices, ${periods} periods each`;
    return [
      simulatedRow(
        'fleet',
        `alarms, ${setting}, by flips alone`,
        rareByFlips / wanted,
        [null, null],
        note,
      ),
      ...CALM_PERIODS.map((known, which) =>
        simulatedRow(
          'fleet',
          `alarms, ${setting}, ${known} calm periods`,
          alarms[which]! / wanted,
          [null, 2],
          note,
        ),
      ),
    ];
  });
}
