import type { TourView } from '../tour/tour.js';
import { element, setText } from './element.js';

/** What the buttons do. */
interface TourPanelActions {
  readonly onStart: () => void;
  readonly onPress: () => void;
  readonly onStop: () => void;
}

/** The card of the tour, and rings around what it tells of. */
export class TourPanel {
  readonly #card = element('tour', HTMLElement);
  readonly #step = element('tour-step', HTMLElement);
  readonly #title = element('tour-title', HTMLElement);
  readonly #text = element('tour-text', HTMLElement);
  readonly #waiting = element('tour-waiting', HTMLElement);
  readonly #button = element('tour-button', HTMLButtonElement);
  readonly #stop = element('tour-stop', HTMLButtonElement);
  readonly #start = element('tour-start', HTMLButtonElement);
  #shown: number | undefined;

  constructor({ onStart, onPress, onStop }: TourPanelActions) {
    this.#start.addEventListener('click', onStart);
    this.#button.addEventListener('click', onPress);
    this.#stop.addEventListener('click', onStop);
  }

  /** Undefined where there is no tour. */
  show(view: TourView | undefined): void {
    const hadFocus = this.#card.contains(document.activeElement);
    for (const target of document.querySelectorAll('[data-toured]')) {
      target.removeAttribute('data-toured');
    }
    this.#card.hidden = !view;
    document.body.toggleAttribute('data-touring', view !== undefined);
    if (!view) {
      this.#shown = undefined;
      if (hadFocus) this.#start.focus();
      return;
    }
    const { step, count, title, text, waiting, button, targets } = view;
    setText(this.#step, step <= count ? `Step ${step} of ${count}` : 'The end');
    setText(this.#title, title);
    setText(this.#text, text);
    setText(this.#waiting, waiting ?? '');
    this.#stop.hidden = step > count;
    this.#button.hidden = button === undefined;
    setText(this.#button, button ?? '');
    for (const id of targets) element(id, HTMLElement).setAttribute('data-toured', '');
    element(targets[0]!, HTMLElement).scrollIntoView({ block: 'nearest' });
    if (step === this.#shown) return;
    this.#shown = step;
    // To be heard, and so that the next Tab reaches the button.
    this.#title.focus({ preventScroll: true });
  }
}
