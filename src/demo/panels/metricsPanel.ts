import type { MonitorStatus, Verdict } from 'tfjs-drift';
import { element, setText } from './element.js';

const NOTHING = '–';
/** Inputs whose mixtures the p-value is of, beside a scan. */
const TESTED = 64;

/** Window fill, MMD² or rarity, and p-value as numbers, with what each is compared with. */
export class MetricsPanel {
  readonly #fill = element('fill', HTMLElement);
  readonly #fillBar = element('fill-bar', HTMLElement);
  readonly #name = element('mmd2-name', HTMLElement);
  readonly #mmd2 = element('mmd2', HTMLElement);
  readonly #pValue = element('p-value', HTMLElement);
  readonly #hint = element('mmd2-hint', HTMLElement);
  readonly #pValueHint = element('p-value-hint', HTMLElement);

  /** @param isAfterDrift Inputs of a drift that is over are still tested together with the latest. */
  show({ windowFill, windowSize, lastVerdict }: MonitorStatus, isAfterDrift: boolean): void {
    setText(this.#fill, `${windowFill} / ${windowSize}`);
    this.#fillBar.style.setProperty('--share', `${windowFill / windowSize}`);
    const scan = lastVerdict?.scan;
    setText(this.#name, scan ? 'By chance' : 'Distance (MMD²)');
    const mmd2 = lastVerdict?.mmd2;
    const distance = mmd2 === undefined ? NOTHING : signed(mmd2);
    setText(this.#mmd2, scan ? `1 in ${shortened(scan.runTime)}` : distance);
    const pValue = lastVerdict?.pValue;
    setText(this.#pValue, pValue?.toFixed(3) ?? NOTHING);
    setText(
      this.#pValueHint,
      isAfterDrift
        ? 'drift still in it'
        : pValue
          ? scan
            ? `of the latest ${Math.min(windowFill, TESTED)}`
            : `1 in ${shortened(1 / pValue)} mixtures`
          : 'needs more inputs',
    );
    // The unbiased estimate of a distance of nothing lies around 0, and so below it as often as not.
    this.#mmd2.title = scan
      ? 'Inputs between two such findings in undisturbed streams, on average'
      : 'Around 0, also below it, where both are alike';
    setText(this.#hint, lastVerdict ? limitText(lastVerdict) : '0 and below: alike');
    this.#hint.title =
      lastVerdict?.measure === 'mmd2'
        ? 'The limit depends on how many tests have gone by since the last alarm'
        : '';
  }
}

/** What is compared with what. */
function limitText({ measure, threshold, evidence = 0, scan }: Verdict): string {
  if (scan) return `alarm from 1 in ${shortened(threshold)}`;
  if (measure === 'mmd2') return `alarm above ${threshold.toFixed(4)}`;
  if (measure === 'pValue') return `alarm at p ≤ ${threshold}`;
  return `evidence ${evidence.toFixed(0)} of ${threshold.toLocaleString('en')}`;
}

/** Beyond it nobody waits for chance. */
const MOST = 1e6;

/** Two digits, in few letters: 3.5, 860, 86K, 1M+. */
function shortened(value: number): string {
  return value > MOST ? `${shortly.format(MOST)}+` : shortly.format(value);
}

const shortly = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 2 });

/** Four decimals; a rounded 0 has no sign. */
function signed(value: number): string {
  const text = value.toFixed(4);
  return Number(text) === 0 ? '0.0000' : text.replace('-', '−');
}
