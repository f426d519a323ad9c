import type { DriftMonitor, MonitorStatus, Verdict } from 'tfjs-drift';
import { ChancePanel } from './chancePanel.js';
import { element, onChoice } from './element.js';
import { HistoryPanel } from './historyPanel.js';
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
