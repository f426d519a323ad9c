import { element } from '../panels/element.js';

/**
 * A dialog over the page, which goes on behind it. Its buttons are those with
 * `data-opens="<id>"`.
 */
export class Sheet {
  readonly #dialog: HTMLDialogElement;

  /**
   * @param markup Of a `<dialog>` with that id.
   * @param onOpen Called before it is shown.
   */
  constructor(id: string, markup: string, onOpen: () => void = () => {}) {
    document.body.insertAdjacentHTML('beforeend', markup);
    this.#dialog = element(id, HTMLDialogElement);
    for (const button of document.querySelectorAll(`[data-opens='${id}']`)) {
      button.addEventListener('click', () => {
        onOpen();
        this.#dialog.showModal();
      });
    }
    this.#dialog.querySelector('[data-closes]')?.addEventListener('click', () => this.close());
    // A click beside the dialog reaches the dialog itself.
    this.#dialog.addEventListener('click', ({ target }) => {
      if (target === this.#dialog) this.close();
    });
  }

  close(): void {
    this.#dialog.close();
  }
}
