import { ownMethods } from '../base/ownMethods.js';
import type { PartialCalibration, PartialKey } from '../partial/partialCalibration.js';
import type { ScanCalibration, ScanKey } from '../scan/scanCalibration.js';
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
  #scans: ScanCalibration[];
  #partials: PartialCalibration[];

  constructor(
    calibrations: readonly Calibration[] = [],
    scans: readonly ScanCalibration[] = [],
    partials: readonly PartialCalibration[] = [],
  ) {
    ownMethods(this);
    this.#calibrations = [...calibrations];
    this.#scans = [...scans];
    this.#partials = [...partials];
  }

  get all(): readonly Calibration[] {
    return this.#calibrations;
  }

  /** Those of scans. */
  get scans(): readonly ScanCalibration[] {
    return this.#scans;
  }

  /** Those of distances to parts. */
  get partials(): readonly PartialCalibration[] {
    return this.#partials;
  }

  /** @param streams How many pretend streams it must rest on. */
  find(key: CalibrationKey, streams: number): Calibration | undefined {
    return this.#calibrations.find((made) => isSame(KEY, made, key) && made.streams >= streams);
  }

  /** Adds a calibration, in place of a coarser one of the same key. */
  add(calibration: Calibration): void {
    this.#calibrations = this.#calibrations.filter((made) => !isSame(KEY, made, calibration));
    this.#calibrations.push(calibration);
  }

  findScan(key: ScanKey): ScanCalibration | undefined {
    return this.#scans.find((made) => isSame(SCAN_KEY, made, key));
  }

  addScan(calibration: ScanCalibration): void {
    this.#scans.push(calibration);
  }

  /** @param rows Of each part, and of each window; a calibration of others is of no use. */
  findPartial(
    key: PartialKey,
    rows: Pick<PartialCalibration, 'partSizes' | 'sizes'>,
  ): PartialCalibration | undefined {
    const isOfThese = ({ partSizes, sizes }: typeof rows): boolean =>
      `${partSizes} ${sizes}` === `${rows.partSizes} ${rows.sizes}`;
    return this.#partials.find((made) => isSame(PARTIAL_KEY, made, key) && isOfThese(made));
  }

  addPartial(calibration: PartialCalibration): void {
    this.#partials.push(calibration);
  }
}

const PARTIAL_KEY: readonly (keyof PartialKey)[] = [
  'method',
  'kernel',
  'bandwidth',
  'referenceSize',
  'largest',
  'apart',
  'seed',
  'partsFrom',
  'partsHash',
];

const SCAN_KEY: readonly (keyof ScanKey)[] = [
  'method',
  'kernel',
  'bandwidth',
  'referenceSize',
  'largest',
  'apart',
  'projection',
];

function isSame<Key>(names: readonly (keyof Key)[], made: Key, key: Key): boolean {
  return names.every((name) => made[name] === key[name]);
}
