import type { Story } from './alarmStory.js';
import { element, setText } from './element.js';

/** The alarm banner; without an alarm, the note in its place. */
export class StoryPanel {
  readonly #alarm = element('alarm', HTMLElement);
  readonly #note = element('note', HTMLElement);

  show({ note, alarm }: Story): void {
    setText(this.#alarm, alarm);
    setText(this.#note, note);
  }
}
