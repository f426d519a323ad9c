import type { FitProgress, Reference } from 'tfjs-drift';
import { element, setText } from './element.js';

/** What the buttons do. */
export interface ReferenceActions {
  readonly onFit: () => void;
  readonly onCancel: () => void;
}

/** Which reference is in use; fitting it again, with progress. */
export class ReferencePanel {
  readonly #card = element('reference', HTMLElement);
  readonly #about = element('reference-about', HTMLElement);
  readonly #fit = element('fit-reference', HTMLButtonElement);
  readonly #cancel = element('cancel-fit', HTMLButtonElement);
  readonly #progress = element('fit-progress', HTMLProgressElement);

  constructor({ onFit, onCancel }: ReferenceActions) {
    this.#fit.addEventListener('click', onFit);
    this.#cancel.addEventListener('click', onCancel);
  }

  enable(isEnabled: boolean): void {
    this.#fit.disabled = !isEnabled;
  }

  show(reference: Reference | undefined): void {
    const about = reference
      ? `${reference.size} photos, fitted ${day(reference.createdAt)}`
      : 'none yet';
    setText(this.#about, about);
    this.#about.title = reference?.id ?? '';
  }

  /** The fit under way; undefined when there is none. */
  showProgress(progress: FitProgress | undefined): void {
    const isFitting = progress !== undefined;
    const hadFocus = this.#card.contains(document.activeElement);
    this.#card.dataset['fitting'] = `${isFitting}`;
    this.#fit.hidden = isFitting;
    this.#cancel.hidden = this.#progress.hidden = !isFitting;
    if (progress) {
      this.#progress.max = progress.total ?? 1;
      this.#progress.value = progress.done;
    }
    // The button that was pressed is gone: the keyboard's place goes to its successor.
    if (hadFocus && document.activeElement === document.body) {
      (isFitting ? this.#cancel : this.#fit).focus();
    }
  }
}

function day(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return 'some time ago';
  return time.toLocaleDateString('en', { day: 'numeric', month: 'short', year: 'numeric' });
}
