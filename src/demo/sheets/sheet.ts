import { element } from '../panels/element.js';

/**
 * A dialog over the page, which goes on behind it. Its buttons are those with
 * `data-opens="<id>"`.
 */
export class Sheet {
  readonly #dialog: HTMLDialogElement;
  readonly #onOpen: () => void;

  /**
   * @param markup Of a `<dialog>` with that id.
   * @param onOpen Called before it is shown.
   */
  constructor(id: string, markup: string, onOpen: () => void = () => {}) {
    document.body.insertAdjacentHTML('beforeend', markup);
    this.#dialog = element(id, HTMLDialogElement);
    this.#onOpen = onOpen;
    for (const button of document.querySelectorAll(`[data-opens='${id}']`)) {
      button.addEventListener('click', () => this.open());
    }
    this.#dialog.querySelector('[data-closes]')?.addEventListener('click', () => this.close());
    // A click beside the dialog reaches the dialog itself.
    this.#dialog.addEventListener('click', ({ target }) => {
      if (target === this.#dialog) this.close();
    });
  }

  open(): void {
    this.#onOpen();
    this.#dialog.showModal();
  }

  close(): void {
    this.#dialog.close();
  }
}
