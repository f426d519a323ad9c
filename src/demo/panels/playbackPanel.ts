import { element, setText } from './element.js';

/** What the buttons do. */
interface PlaybackActions {
  readonly onToggle: () => void;
  readonly onStep: () => void;
  readonly onSpeed: (picturesPerSecond: number) => void;
}

/** Play, pause, step and speed. */
export class PlaybackPanel {
  readonly #group = element('playback', HTMLFieldSetElement);
  readonly #toggle = element('toggle', HTMLButtonElement);
  readonly #toggleText = element('toggle-text', HTMLElement);
  readonly #step = element('step', HTMLButtonElement);
  readonly #speed = element('speed', HTMLSelectElement);

  constructor(speed: number, { onToggle, onStep, onSpeed }: PlaybackActions) {
    const value = speed === Infinity ? 'max' : `${speed}`;
    if (![...this.#speed.options].some((option) => option.value === value)) {
      this.#speed.add(new Option(`${value} a second`, value));
    }
    this.#speed.value = value;
    this.#toggle.addEventListener('click', onToggle);
    this.#step.addEventListener('click', onStep);
    this.#speed.addEventListener('change', () => {
      onSpeed(this.#speed.value === 'max' ? Infinity : Number(this.#speed.value));
    });
  }

  enable(isEnabled: boolean): void {
    this.#group.disabled = !isEnabled;
  }

  /** @param noun What to call a picture. */
  showNoun(noun: string): void {
    setText(this.#step, `One ${noun}`);
  }

  showPlaying(isPlaying: boolean): void {
    this.#toggle.dataset['playing'] = `${isPlaying}`;
    setText(this.#toggleText, isPlaying ? 'Pause' : 'Play');
  }
}
