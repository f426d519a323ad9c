import type { MonitorStatus } from 'tfjs-drift';
import { element, setText } from './element.js';

const NOTHING = '–';

/** Window fill, MMD² and p-value as numbers. */
export class MetricsPanel {
  readonly #fill = element('fill', HTMLElement);
  readonly #fillBar = element('fill-bar', HTMLElement);
  readonly #mmd2 = element('mmd2', HTMLElement);
  readonly #pValue = element('p-value', HTMLElement);
  readonly #threshold = element('threshold', HTMLElement);

  show({ windowFill, windowSize, lastVerdict }: MonitorStatus): void {
    setText(this.#fill, `${windowFill} / ${windowSize}`);
    this.#fillBar.style.setProperty('--share', `${windowFill / windowSize}`);
    setText(this.#mmd2, lastVerdict?.mmd2.toFixed(4) ?? NOTHING);
    setText(this.#pValue, lastVerdict?.pValue.toFixed(3) ?? NOTHING);
    const hint = lastVerdict
      ? `alarm above ${lastVerdict.threshold.toFixed(4)}`
      : '0 = like the reference';
    setText(this.#threshold, hint);
  }
}
