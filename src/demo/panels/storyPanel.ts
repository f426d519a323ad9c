import type { Story } from './alarmStory.js';
import { element, setText } from './element.js';

/** The alarm banner, the note, and since when. */
export class StoryPanel {
  readonly #alarm = element('alarm', HTMLElement);
  readonly #note = element('note', HTMLElement);
  readonly #since = element('since', HTMLElement);

  show({ note, alarm, since }: Omit<Story, 'offersRecording'>): void {
    setText(this.#alarm, alarm);
    setText(this.#note, note);
    setText(this.#since, since);
  }

  clear(): void {
    this.show({ note: '', alarm: '', since: '' });
  }
}
