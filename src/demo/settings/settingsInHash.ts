import { formatSettings, parseSettings, type Settings } from './settings.js';

/** The page's settings, kept in the URL hash so that a view can be shared. */
export class SettingsInHash {
  #current: Settings = parseSettings(location.hash);

  constructor() {
    // A link pasted over the running page means another run.
    addEventListener('hashchange', () => location.reload());
  }

  get current(): Settings {
    return this.#current;
  }

  /** Changes the address without leaving the page. */
  change(settings: Partial<Settings>): void {
    this.#current = { ...this.#current, ...settings };
    history.replaceState(
      null,
      '',
      formatSettings(this.#current) || location.pathname + location.search,
    );
  }

  /** Changes the address and starts the page anew. */
  changeAndReload(settings: Partial<Settings>): void {
    this.change(settings);
    location.reload();
  }
}
