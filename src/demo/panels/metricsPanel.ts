import type { MonitorStatus } from 'tfjs-drift';
import { element, setText } from './element.js';

const NOTHING = '–';

/** Window fill, MMD² and p-value as numbers. */
export class MetricsPanel {
  readonly #fill = element('fill', HTMLElement);
  readonly #fillBar = element('fill-bar', HTMLElement);
  readonly #mmd2 = element('mmd2', HTMLElement);
  readonly #pValue = element('p-value', HTMLElement);
  readonly #hint = element('mmd2-hint', HTMLElement);

  show({ windowFill, windowSize, lastVerdict }: MonitorStatus): void {
    setText(this.#fill, `${windowFill} / ${windowSize}`);
    this.#fillBar.style.setProperty('--share', `${windowFill / windowSize}`);
    const mmd2 = lastVerdict?.mmd2.toFixed(4).replace('-', '−');
    setText(this.#mmd2, mmd2 ?? NOTHING);
    setText(this.#pValue, lastVerdict?.pValue.toFixed(3) ?? NOTHING);
    // The unbiased estimate of a distance of nothing lies around 0, and so below it as often as not.
    this.#mmd2.title = 'Around 0, also below it, where both are alike';
    const isLimit = lastVerdict?.measure === 'mmd2';
    setText(
      this.#hint,
      isLimit ? `alarm above ${lastVerdict.threshold.toFixed(4)}` : '0 = like the reference',
    );
  }
}
