/** Are two releases of one period told apart, and like ones not? */

import { compareGroups } from '../../src/core/fleet/compareGroups.js';
import { type GroupTests, testGroups } from '../../src/core/fleet/groupTest.js';
import { difference, oneEach, SimulatedFleet } from '../streams/simulatedFleet.js';
import { Tally } from './fleetChange.js';
import { type SimulatedRow, simulatedRow } from './studyRow.js';

const DEVICES = 400;
const ROWS = 120;
const FEW_ROWS = 30;
const LEVEL = 0.05;

/** Devices of one release; the others run the other one. */
const SPLITS = [200, 40] as const;

/** What the release does to its devices. */
const SHIFT = 0.2;

const PERMUTATIONS = 499;

/** @param runs Powers are of a quarter of them. */
export async function releasesOfFleets(runs: number): Promise<SimulatedRow[]> {
  const fleet = await SimulatedFleet.of(2);
  const tallies = SPLITS.map(() => ({
    like: new Tally(),
    fewRows: new Tally(),
    shifted: new Tally(),
  }));
  for (let run = 0; run < runs; run++) {
    const devices = Array.from({ length: DEVICES }, () => fleet.device());
    const means = devices.map((device) => fleet.meanOf(device, ROWS));
    const isFound = (own: readonly Float64Array[], tally: Tally): void => {
      const others = oneEach(means.slice(own.length));
      const options = { permutations: PERMUTATIONS, seed: run };
      const { pValue, z } = compareGroups(oneEach(own), others, fleet.map, options);
      tally.add(pValue <= LEVEL, z);
    };
    for (const [at, size] of SPLITS.entries()) {
      const own = devices.slice(0, size);
      isFound(means.slice(0, size), tallies[at]!.like);
      isFound(
        own.map((device) => fleet.meanOf(device, FEW_ROWS)),
        tallies[at]!.fewRows,
      );
      if (run % 4 > 0) continue;
      isFound(
        own.map((device) => fleet.meanOf(device, ROWS, SHIFT)),
        tallies[at]!.shifted,
      );
    }
  }
  return SPLITS.flatMap((size, at) => {
    const { like, fewRows, shifted } = tallies[at]!;
    const split = `${size} and ${DEVICES - size} devices`;
    return [
      like.row(`two releases alike, ${split}`, [null, 0.07]),
      fewRows.row(`two releases alike, ${split}, a quarter of the rows with the first`, [
        null,
        0.07,
      ]),
      shifted.row(`one release shifted by .2, ${split}`, [0.95, null]),
    ];
  });
}

const GROUPS = 20;
const CHANGED = 4;
const GROUP_SIZE = 30;

/** Groups of devices, some of which are shifted: how many of those found are not, and how many are found. */
export async function groupsOfFleets(runs: number): Promise<SimulatedRow[]> {
  const fleet = await SimulatedFleet.of(3);
  const discoveries = new Discoveries();
  for (let run = 0; run < runs; run++) {
    const groups = Array.from({ length: GROUPS }, (_, group) => {
      const shift = group < CHANGED ? SHIFT : 0;
      const changes = Array.from({ length: GROUP_SIZE }, () => {
        const device = fleet.device();
        return difference(fleet.meanOf(device, FEW_ROWS, shift), fleet.meanOf(device, ROWS));
      });
      return { name: `${group}`, buckets: oneEach(changes) };
    });
    const tests = testGroups(groups, fleet.map, { level: LEVEL, seed: GROUPS * run });
    discoveries.add(tests, CHANGED);
  }
  const setting = `${GROUPS} groups of ${GROUP_SIZE} devices, ${CHANGED} of them shifted by .2`;
  return discoveries.rows(setting, 0.07, 0.5);
}

/** Of tests of which the first have something to find, and none is left out. */
export class Discoveries {
  #runs = 0;
  #falseShare = 0;
  #foundShare = 0;

  add({ groups }: GroupTests, changed: number): void {
    const isFound = groups.map(({ isChanged }) => isChanged);
    const found = isFound.filter(Boolean).length;
    const right = isFound.slice(0, changed).filter(Boolean).length;
    this.#runs++;
    this.#falseShare += (found - right) / Math.max(1, found);
    this.#foundShare += right / changed;
  }

  rows(setting: string, most: number | null, least: number | null): SimulatedRow[] {
    const note = `${this.#runs} runs`;
    return [
      simulatedRow(
        'fleet',
        `false among those found, ${setting}`,
        this.#falseShare / this.#runs,
        [null, most],
        note,
      ),
      simulatedRow(
        'fleet',
        `found of those shifted, ${setting}`,
        this.#foundShare / this.#runs,
        [least, null],
        note,
      ),
    ];
  }
}
