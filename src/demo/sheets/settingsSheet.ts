import { element, setText } from '../panels/element.js';
import {
  defaultSettings,
  kernelNames,
  type MonitorSettings,
  parseBandwidth,
  policyNames,
  ranges,
} from '../settings/settings.js';
import markup from './settings.html?raw';
import { Sheet } from './sheet.js';

/** The settings of the monitor, each explained. */
export class SettingsSheet {
  readonly #form: HTMLFormElement;
  readonly #problem: HTMLElement;
  readonly #apply: HTMLButtonElement;

  /**
   * @param current The settings in force.
   * @param onApply Puts others in force; what it rejects with is shown.
   */
  constructor(
    current: () => MonitorSettings,
    onApply: (settings: MonitorSettings) => Promise<void>,
  ) {
    const sheet = new Sheet('settings-sheet', markup, () => this.#fill(current()));
    this.#form = element('settings-form', HTMLFormElement);
    this.#problem = element('settings-problem', HTMLElement);
    this.#apply = element('settings-apply', HTMLButtonElement);
    for (const [name, [min, max]] of Object.entries(ranges)) {
      Object.assign(this.#input(name), { min: `${min}`, max: `${max}` });
    }
    element('settings-defaults', HTMLButtonElement).addEventListener('click', () => {
      this.#fill(defaultSettings);
    });
    this.#form.addEventListener('submit', async (event) => {
      event.preventDefault();
      setText(this.#problem, '');
      try {
        const settings = this.#read();
        this.#setBusy(true);
        await onApply(settings);
        sheet.close();
      } catch (error) {
        setText(this.#problem, error instanceof Error ? error.message : String(error));
      }
      this.#setBusy(false);
    });
  }

  #setBusy(isBusy: boolean): void {
    this.#apply.disabled = isBusy;
    setText(this.#apply, isBusy ? 'Calibrating…' : 'Apply');
  }

  #fill(settings: MonitorSettings): void {
    setText(this.#problem, '');
    for (const [name, value] of Object.entries(settings)) {
      const field = this.#form.elements.namedItem(name);
      if (field) this.#input(name).value = `${value}`;
    }
  }

  /** @throws RangeError saying which number was expected. */
  #read(): MonitorSettings {
    const text = (name: keyof MonitorSettings): string => this.#input(name).value.trim();
    const whole = (name: keyof typeof ranges): number => {
      const [min, max] = ranges[name];
      const value = Number(text(name) || Number.NaN);
      if (Number.isInteger(value) && value >= min && value <= max) return value;
      const label = this.#input(name).labels?.[0]?.textContent ?? name;
      this.#input(name).focus();
      throw new RangeError(
        `${label}: a whole number from ${min.toLocaleString('en')} to ${max.toLocaleString('en')} was expected.`,
      );
    };
    const bandwidth = parseBandwidth(text('bandwidth'));
    if (bandwidth === undefined) {
      this.#input('bandwidth').focus();
      throw new RangeError(
        'Bandwidth: median, pooled-median, fuse or a number above 0 was expected.',
      );
    }
    return {
      window: whole('window'),
      alarms: whole('alarms'),
      policy: policyNames.find((name) => name === text('policy')) ?? defaultSettings.policy,
      kernel: kernelNames.find((name) => name === text('kernel')) ?? defaultSettings.kernel,
      bandwidth,
      permutations: whole('permutations'),
      seed: whole('seed'),
    };
  }

  #input(name: string): HTMLInputElement {
    return this.#form.elements.namedItem(name) as HTMLInputElement;
  }
}
