import type { DriftMonitor } from 'tfjs-drift';
import { type ChartTable, NullDistribution } from 'tfjs-drift/charts';
import { element, setText } from './element.js';

/** What chance alone would give, beside what was measured. */
export class ChancePanel {
  readonly #chart = new NullDistribution(element('null', HTMLCanvasElement), { label: 'MMD²' });
  readonly #hint = element('null-hint', HTMLElement);

  show(test: ReturnType<DriftMonitor['nullDistribution']>): void {
    setText(this.#hint, test ? '' : 'Waiting for the first test');
    if (test) this.#chart.update(test);
    else this.#chart.clear();
  }

  table(): ChartTable {
    return this.#chart.table();
  }

  restyle(): void {
    this.#chart.restyle();
  }
}
