import type { Severity } from '../corruption/corrupt.js';
import type { Disturbance, DisturbanceName } from '../stream/disturbance.js';
import { element, setText } from './element.js';

const STRONGEST: Severity = 5;

/** Between photos that stand side by side, in pixels of the canvas. */
const GAP = 12;

/** Choice of a disturbance and its strength; strength 0 and "clean" are the same thing. */
export class DisturbancePanel {
  readonly #group = element('disturbance', HTMLFieldSetElement);
  readonly #kinds = element('kinds', HTMLElement);
  readonly #severity = element('severity', HTMLInputElement);
  readonly #severityText = element('severity-text', HTMLElement);
  readonly #onChange: (disturbance: Disturbance) => void;
  #disturbance: Disturbance;

  constructor({ corruption, severity }: Disturbance, onChange: (disturbance: Disturbance) => void) {
    // Settings come in whole, and must not go out again with the next change of a disturbance.
    this.#disturbance = { corruption, severity };
    this.#onChange = onChange;
    this.#kinds.addEventListener('change', ({ target }) => {
      if (target instanceof HTMLInputElement)
        this.choose(target.value as DisturbanceName | 'clean');
    });
    this.#severity.addEventListener('input', () => {
      this.#set({ severity: Number(this.#severity.value) as Severity });
    });
    this.#show();
  }

  enable(isEnabled: boolean): void {
    this.#group.disabled = !isEnabled;
  }

  /** A class mix needs photos with labels: without them it is off, and none begins. */
  allowClassMix(isAllowed: boolean): void {
    const radio = this.#kinds.querySelector<HTMLInputElement>("input[value='classMix']");
    if (radio) radio.disabled = !isAllowed;
    const { corruption, severity } = this.#disturbance;
    if (!isAllowed && corruption === 'classMix' && severity > 0) this.choose('clean');
  }

  /** As a click on that kind does. */
  choose(kind: DisturbanceName | 'clean'): void {
    if (kind === 'clean') this.#set({ severity: 0 });
    else {
      const severity = this.#disturbance.severity || STRONGEST;
      this.#set({ corruption: kind, severity });
    }
  }

  /** Shows on each choice what it does; several photos of the same size stand side by side. */
  showSamples(sample: (kind: DisturbanceName | 'clean') => readonly ImageData[]): void {
    for (const canvas of this.#kinds.querySelectorAll('canvas')) {
      const images = sample(canvas.dataset['kind'] as DisturbanceName | 'clean');
      const { width, height } = images[0]!;
      canvas.width = (width + GAP) * images.length - GAP;
      canvas.height = height;
      const context = canvas.getContext('2d');
      images.forEach((image, i) => {
        context?.putImageData(image, i * (width + GAP), 0);
      });
    }
  }

  #set(change: Partial<Disturbance>): void {
    this.#disturbance = { ...this.#disturbance, ...change };
    this.#show();
    this.#onChange(this.#disturbance);
  }

  #show(): void {
    const { corruption, severity } = this.#disturbance;
    const kind = severity === 0 ? 'clean' : corruption;
    const radio = this.#kinds.querySelector<HTMLInputElement>(`input[value='${kind}']`);
    if (radio) radio.checked = true;
    this.#severity.value = `${severity}`;
    const text = severity === 0 ? 'off' : `${severity} of ${STRONGEST}`;
    setText(this.#severityText, text);
    this.#severity.setAttribute('aria-valuetext', text);
  }
}
