import type { Story } from './alarmStory.js';
import { element, setText } from './element.js';

/** The alarm banner; without an alarm, the note in its place. And since when. */
export class StoryPanel {
  readonly #alarm = element('alarm', HTMLElement);
  readonly #note = element('note', HTMLElement);
  readonly #since = element('since', HTMLElement);

  show({ note, alarm, since }: Story): void {
    setText(this.#alarm, alarm);
    setText(this.#note, note);
    setText(this.#since, since);
  }

  clear(): void {
    this.show({ note: '', alarm: '', since: '' });
  }
}
