import { type ChartTable, renderTable } from 'tfjs-drift/charts';
import { element } from './element.js';

/** Tables of a hundred rows take a moment to draw. */
const RENEW_MS = 1_000;

/** A button that shows a chart as a table of the same data, and back. */
export class TableView {
  readonly #table: () => ChartTable;
  readonly #button: HTMLButtonElement;
  readonly #container: HTMLElement;
  #lastMs = -Infinity;

  /** @param id Of the table's container; the button's is the same and `-button`. */
  constructor(id: string, table: () => ChartTable) {
    this.#table = table;
    this.#container = element(id, HTMLElement);
    // To be scrolled by keyboard.
    this.#container.tabIndex = 0;
    this.#button = element(`${id}-button`, HTMLButtonElement);
    this.#button.addEventListener('click', () => this.#show(!this.#isShown));
  }

  /** After the data changed. */
  refresh(): void {
    if (performance.now() - this.#lastMs >= RENEW_MS) this.renew();
  }

  /** After another chart took the place. */
  renew(): void {
    if (this.#isShown) this.#render();
  }

  get #isShown(): boolean {
    return this.#button.getAttribute('aria-pressed') === 'true';
  }

  #show(isShown: boolean): void {
    this.#button.setAttribute('aria-pressed', `${isShown}`);
    this.#container.hidden = !isShown;
    if (isShown) this.#render();
  }

  #render(): void {
    this.#lastMs = performance.now();
    renderTable(this.#container, this.#table());
  }
}
