import type { DriftMonitor, MonitorStatus, Verdict } from 'tfjs-drift';
import { type ChartTable, DriftHistory, NullDistribution, ScanStrip } from 'tfjs-drift/charts';
import { counted } from '../sources/source.js';
import { element, onChoice, setText } from './element.js';
import { TableView } from './tableView.js';

/** Is it chance? Over time, by window, or for the latest test alone. */
export class EvidencePanel {
  readonly #history = new HistoryPanel();
  readonly #chance = new ChancePanel();
  readonly #windows = new WindowsPanel();
  readonly #views = [
    { name: 'time', view: element('history-view', HTMLElement), panel: this.#history },
    { name: 'windows', view: element('windows-view', HTMLElement), panel: this.#windows },
    { name: 'chance', view: element('null-view', HTMLElement), panel: this.#chance },
  ];
  readonly #table = new TableView('evidence-table', () => {
    const shown = this.#views.find(({ view }) => !view.hidden)!;
    return shown.panel.table();
  });

  constructor() {
    onChoice('evidence-view', (choice) => {
      for (const { name, view } of this.#views) view.hidden = name !== choice;
      this.#table.renew();
    });
  }

  add(verdict: Verdict): void {
    this.#history.add(verdict);
    this.#windows.add(verdict);
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
    this.#windows.clear();
  }

  /** @param noun What to call a picture. */
  show(
    status: MonitorStatus,
    test: ReturnType<DriftMonitor['nullDistribution']>,
    noun: string,
  ): void {
    this.#history.wait(status, noun);
    this.#windows.wait(status, noun);
    this.#chance.show(test, status, noun);
    this.#table.refresh();
  }

  restyle(): void {
    for (const { panel } of this.#views) panel.restyle();
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
  wait({ tests, windowFill, firstTest }: MonitorStatus, noun: string): void {
    if (tests > 0) return;
    if (windowFill === 0) {
      setText(this.#hint, `Waiting for ${noun}s`);
      return;
    }
    const missing = firstTest - windowFill;
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

/** How rare the scan finds each window, over time. */
class WindowsPanel {
  readonly #chart = new ScanStrip(element('windows', HTMLCanvasElement), { length: 150 });
  readonly #hint = element('windows-hint', HTMLElement);

  add({ scan, ...verdict }: Verdict): void {
    if (scan) this.#chart.add({ ...verdict, scan });
  }

  clear(): void {
    this.#chart.clear();
  }

  wait({ lastVerdict }: MonitorStatus, noun: string): void {
    const isScanned = !lastVerdict || lastVerdict.scan;
    const why = lastVerdict
      ? 'This alarm policy looks at one window: choose the scan under Settings.'
      : `Waiting for ${noun}s`;
    setText(this.#hint, lastVerdict && isScanned ? '' : why);
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

  show(
    test: ReturnType<DriftMonitor['nullDistribution']>,
    { windowFill, windowSize, lastVerdict }: MonitorStatus,
    noun: string,
  ): void {
    const missing = lastVerdict ? (lastVerdict.testedRows ?? windowSize) - windowFill : 0;
    const why =
      missing > 0
        ? `Random mixtures of the latest inputs come in ${counted(missing, noun)}`
        : 'Waiting for the first test';
    setText(this.#hint, test ? '' : why);
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
