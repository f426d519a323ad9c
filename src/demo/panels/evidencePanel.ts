import type { DriftMonitor, MonitorStatus, Verdict } from 'tfjs-drift';
import { type ChartTable, DriftHistory, NullDistribution } from 'tfjs-drift/charts';
import { counted } from '../sources/source.js';
import { element, onChoice, setText } from './element.js';
import { TableView } from './tableView.js';

/** Is it chance? Over time, or for the latest test alone. */
export class EvidencePanel {
  readonly #history = new HistoryPanel();
  readonly #chance = new ChancePanel();
  readonly #timeView = element('history-view', HTMLElement);
  readonly #chanceView = element('null-view', HTMLElement);
  readonly #table = new TableView('evidence-table', () =>
    this.#chanceView.hidden ? this.#history.table() : this.#chance.table(),
  );

  constructor() {
    onChoice('evidence-view', (view) => {
      this.#timeView.hidden = view !== 'time';
      this.#chanceView.hidden = view !== 'chance';
      this.#table.renew();
    });
  }

  add(verdict: Verdict): void {
    this.#history.add(verdict);
  }

  /** Marks a change of the disturbance. */
  mark(samples: number, label: string): void {
    this.#history.mark(samples, label);
  }

  /** Nothing is tested until the next verdict. */
  gap(): void {
    this.#history.gap();
  }

  clear(): void {
    this.#history.clear();
  }

  /** @param noun What to call a picture. */
  show(
    status: MonitorStatus,
    test: ReturnType<DriftMonitor['nullDistribution']>,
    noun: string,
  ): void {
    this.#history.wait(status, noun);
    this.#chance.show(test);
    this.#table.refresh();
  }

  restyle(): void {
    this.#history.restyle();
    this.#chance.restyle();
  }
}

/** The p-value over time; before the first test, what it waits for. */
class HistoryPanel {
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

/** What chance alone would give, beside what was measured. */
class ChancePanel {
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
