import { element, setText } from './element.js';

/** How the whole page feels: its colour, never the only sign. */
type Tone = 'busy' | 'calm' | 'warning' | 'alarm' | 'trouble';

/** What is going on, in words a passer-by understands. */
export interface Headline {
  readonly tone: Tone;
  /** One of the icons of index.html. */
  readonly icon: 'wait' | 'check' | 'alarm' | 'stop';
  readonly title: string;
  readonly reason: string;
  /** 0 to 1, where something goes on. */
  readonly progress?: number | undefined;
  /** What can be done about it. */
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

/** The large words at the top. */
export class StatePanel {
  readonly #card = element('state', HTMLElement);
  readonly #title = element('state-title', HTMLElement);
  readonly #reason = element('state-reason', HTMLElement);
  readonly #icon = element('state-icon', HTMLElement);
  readonly #progress = element('state-progress', HTMLProgressElement);
  readonly #action = element('state-action', HTMLButtonElement);
  /** The same in one line, where the card is out of sight. */
  readonly #bar = element('state-bar', HTMLButtonElement);

  constructor() {
    this.#bar.addEventListener('click', () => {
      this.#card.scrollIntoView({ block: 'start' });
    });
    new IntersectionObserver(([entry]) => {
      this.#bar.hidden = entry?.isIntersecting ?? true;
    }).observe(this.#title);
  }

  show({ tone, icon, title, reason, progress, action }: Headline): void {
    this.#card.dataset['tone'] = this.#bar.dataset['tone'] = tone;
    setText(this.#bar, title);
    this.#icon.dataset['icon'] = icon;
    setText(this.#title, title);
    setText(this.#reason, reason);
    this.#progress.hidden = progress === undefined;
    this.#progress.value = progress ?? 0;
    this.#action.hidden = !action;
    setText(this.#action, action?.label ?? '');
    this.#action.onclick = action?.run ?? null;
  }
}
