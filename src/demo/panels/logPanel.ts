import type { LogTone } from '../watch/logMonitor.js';
import { element } from './element.js';

/** Older entries are dropped. */
const LENGTH = 100;

/** What happened, the latest first. */
export class LogPanel {
  readonly #list = element('log', HTMLOListElement);

  constructor() {
    // To be scrolled by keyboard.
    element('log-scroll', HTMLElement).tabIndex = 0;
  }

  add(text: string, tone: LogTone = 'plain'): void {
    const entry = document.createElement('li');
    entry.dataset['tone'] = tone;
    const time = document.createElement('time');
    const now = new Date();
    time.dateTime = now.toISOString();
    time.textContent = now.toLocaleTimeString('en-GB');
    entry.append(time, ` ${text}`);
    this.#list.prepend(entry);
    while (this.#list.children.length > LENGTH) this.#list.lastElementChild?.remove();
  }
}
