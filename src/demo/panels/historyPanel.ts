import type { MonitorStatus, Verdict } from 'tfjs-drift';
import { type ChartTable, DriftHistory } from 'tfjs-drift/charts';
import { counted } from '../sources/source.js';
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

  gap(): void {
    this.#chart.gap();
  }

  clear(): void {
    this.#chart.clear();
  }

  /** What the empty chart waits for. */
  wait({ tests, windowFill, windowSize }: MonitorStatus, noun: string): void {
    if (tests > 0) return;
    const missing = windowSize - windowFill;
    const coming = `The first test comes in ${counted(missing, noun)}.`;
    setText(this.#hint, missing > 0 ? coming : `Waiting for ${noun}s that differ enough`);
  }

  table(): ChartTable {
    return this.#chart.table();
  }

  restyle(): void {
    this.#chart.restyle();
  }
}
