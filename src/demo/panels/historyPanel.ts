import type { MonitorStatus, Verdict } from 'tfjs-drift';
import { DriftHistory } from 'tfjs-drift/charts';
import { element, setText } from './element.js';

/** The p-value over time; before the first test, what it waits for. */
export class HistoryPanel {
  readonly #chart = new DriftHistory(element('history', HTMLCanvasElement), { length: 150 });
  readonly #hint = element('history-hint', HTMLElement);

  add(verdict: Verdict): void {
    setText(this.#hint, '');
    this.#chart.add(verdict);
  }

  /** Marks a change of the disturbance. */
  mark(samples: number, label: string): void {
    this.#chart.mark(samples, label);
  }

  clear(): void {
    this.#chart.clear();
  }

  /** What the empty chart waits for. */
  wait({ tests, windowFill, windowSize }: MonitorStatus): void {
    if (tests > 0) return;
    const missing = windowSize - windowFill;
    const coming = `The first test comes in ${missing} photo${missing === 1 ? '' : 's'}.`;
    setText(this.#hint, missing > 0 ? coming : 'Calibrating the alarm threshold…');
  }

  restyle(): void {
    this.#chart.restyle();
  }
}
