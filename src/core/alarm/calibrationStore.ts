import { ownMethods } from '../base/ownMethods.js';
import type { Calibration, CalibrationKey } from './thresholds.js';

const KEY: readonly (keyof CalibrationKey)[] = [
  'windowSize',
  'testEvery',
  'kernel',
  'bandwidth',
  'referenceSize',
];

/** The calibrations of one reference; they go into its file. */
export class CalibrationStore {
  #calibrations: Calibration[];

  constructor(calibrations: readonly Calibration[] = []) {
    ownMethods(this);
    this.#calibrations = [...calibrations];
  }

  get all(): readonly Calibration[] {
    return this.#calibrations;
  }

  /** @param streams How many pretend streams it must rest on. */
  find(key: CalibrationKey, streams: number): Calibration | undefined {
    return this.#calibrations.find((made) => isSame(made, key) && made.streams >= streams);
  }

  /** Adds a calibration, in place of a coarser one of the same key. */
  add(calibration: Calibration): void {
    this.#calibrations = this.#calibrations.filter((made) => !isSame(made, calibration));
    this.#calibrations.push(calibration);
  }
}

function isSame(a: CalibrationKey, b: CalibrationKey): boolean {
  return KEY.every((name) => a[name] === b[name]);
}
