import type { FullConfig, Reporter, Suite } from 'playwright/types/testReporter';

/** Ends the run with one plain line, `N passed, N failed`, for people and for continuous integration. */
export default class ClosingLineReporter implements Reporter {
  #suite: Suite | undefined;

  onBegin(_config: FullConfig, suite: Suite): void {
    this.#suite = suite;
  }

  onExit(): Promise<void> {
    const outcomes = this.#suite?.allTests().map((test) => test.outcome()) ?? [];
    const count = (...names: string[]) => outcomes.filter((o) => names.includes(o)).length;
    const skipped = count('skipped');
    process.stdout.write(
      `${count('expected', 'flaky')} passed, ${count('unexpected')} failed` +
        `${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
    );
    return Promise.resolve();
  }
}
