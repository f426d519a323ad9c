import type { Verdict } from '../../monitor/verdict.js';
import { adoptStyle } from '../charts/adoptedStyle.js';
import { DriftGallery } from '../charts/driftGallery.js';
import { DriftHistory } from '../charts/driftHistory.js';
import { followStatus, requireMonitor, type WatchedMonitor } from '../watchedMonitor.js';
import { ELEMENT_CSS, headlineOf, iconIn, showIcon } from './elementLook.js';

/** Tests in the history. */
const LENGTH = 200;
const INPUTS = 8;

const NO_MONITOR = {
  headline: { tone: 'stop', title: 'No monitor' },
  reason: 'Nothing is watched: this element has not been given a monitor.',
} as const;

/** Where there is no page there are no elements; the module can be loaded all the same. */
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

/**
 * `<drift-monitor>`: what a monitor is doing, in words, with the history of its tests and the inputs most
 * unlike the reference. It listens while it is on a page, and leaves the monitor as it is.
 *
 * The attribute `label` names it where there are several. Parts for the page's styles: `label`, `icon`,
 * `title`, `reason`, `history`, `inputs-title` and `inputs`. Besides the colours of `readTheme` it takes
 * `--drift-ok` and `--drift-height` (of the history, 280px).
 *
 * @example
 * import 'tfjs-drift/element';
 *
 * document.querySelector('drift-monitor')!.monitor = monitor;
 */
export class DriftMonitorElement extends Base {
  static readonly observedAttributes: readonly string[] = ['label'];

  readonly #root: ShadowRoot;
  readonly #parts: Parts;
  /** The tests that are shown, for when the element comes back to a page. */
  readonly #verdicts: Verdict[] = [];
  #monitor: WatchedMonitor | undefined;
  #shown: { readonly history: DriftHistory; readonly gallery: DriftGallery } | undefined;
  #unfollow = (): void => {};
  /** Of the state that was told last. */
  #told = '';
  #galleryOf: Verdict | undefined;

  constructor() {
    super();
    this.#root = this.attachShadow({ mode: 'open' });
    this.#parts = partsIn(this.#root, this.ownerDocument);
  }

  /**
   * The monitor to show; undefined for none.
   *
   * @throws InvalidOptionError for anything but a `DriftMonitor`; the one before is shown still.
   */
  get monitor(): WatchedMonitor | undefined {
    return this.#monitor;
  }

  set monitor(monitor: WatchedMonitor | null | undefined) {
    const given = monitor ?? undefined;
    if (given !== undefined) requireMonitor('<drift-monitor>: monitor', given);
    if (given === this.#monitor) return;
    this.#monitor = given;
    this.#verdicts.length = 0;
    if (this.isConnected) this.connectedCallback();
  }

  connectedCallback(): void {
    this.disconnectedCallback();
    adoptStyle(this.#root, ELEMENT_CSS);
    const { history, inputs } = this.#parts;
    const shown = {
      history: new DriftHistory(history, { length: LENGTH }),
      gallery: new DriftGallery(inputs),
    };
    this.#shown = shown;
    this.#galleryOf = undefined;
    for (const verdict of this.#verdicts) shown.history.add(verdict);
    const monitor = this.#monitor;
    if (monitor) {
      const { lastVerdict } = monitor.status;
      if (lastVerdict && lastVerdict.sequence !== this.#verdicts.at(-1)?.sequence) {
        this.#add(lastVerdict);
      }
      const off = monitor.on('verdict', (verdict) => this.#add(verdict));
      const unfollow = followStatus(monitor, () => this.#show());
      this.#unfollow = () => {
        off();
        unfollow();
      };
    }
    this.#show();
    const early = Object.getOwnPropertyDescriptor(this, 'monitor');
    if (!early) return;
    // Set before the element was defined.
    Reflect.deleteProperty(this, 'monitor');
    this.monitor = early.value;
  }

  disconnectedCallback(): void {
    this.#unfollow();
    this.#unfollow = () => {};
    this.#shown?.history.destroy();
    this.#shown?.gallery.destroy();
    this.#shown = undefined;
  }

  attributeChangedCallback(): void {
    const label = this.getAttribute('label') ?? '';
    this.#parts.label.textContent = label;
    this.#parts.card.ariaLabel = label || 'Drift monitor';
  }

  #add(verdict: Verdict): void {
    this.#verdicts.push(verdict);
    if (this.#verdicts.length > LENGTH) this.#verdicts.shift();
    this.#shown?.history.add(verdict);
  }

  #show(): void {
    const { card, icon, title, reason, heard } = this.#parts;
    const now = this.#look();
    card.dataset['tone'] = now.headline.tone;
    card.toggleAttribute('data-empty', !this.#monitor);
    showIcon(icon, now.headline.tone);
    setText(title, now.headline.title);
    setText(reason, now.reason);
    // The sentence of a state that goes on changes with each test, which must not flood a screen reader.
    if (now.key === this.#told) return;
    this.#told = now.key;
    heard.textContent = `${now.headline.title}. ${now.reason}`;
  }

  #look() {
    const monitor = this.#monitor;
    if (!monitor) return { ...NO_MONITOR, key: '' };
    const { status } = monitor;
    const { lastVerdict, state, code, reason } = status;
    if (lastVerdict !== this.#galleryOf || !lastVerdict) {
      this.#galleryOf = lastVerdict;
      this.#shown?.gallery.update(monitor.mostDrifted(INPUTS));
    }
    // Steps of the way to a first test are no news.
    const key = state === 'warming-up' ? state : `${state} ${code}`;
    return { headline: headlineOf(status), reason, key };
  }
}

interface Parts {
  readonly card: HTMLElement;
  readonly icon: SVGElement;
  readonly label: HTMLElement;
  readonly title: HTMLElement;
  readonly reason: HTMLElement;
  readonly history: HTMLElement;
  readonly inputs: HTMLElement;
  /** What a screen reader is told. */
  readonly heard: HTMLElement;
}

function partsIn(root: ShadowRoot, page: Document): Parts {
  const make = (tag: string, part: string, text = ''): HTMLElement => {
    const element = page.createElement(tag);
    element.setAttribute('part', part);
    element.textContent = text;
    return element;
  };
  const parts: Parts = {
    card: make('section', 'card'),
    icon: iconIn(page),
    label: make('p', 'label'),
    title: make('h2', 'title'),
    reason: make('p', 'reason'),
    history: make('div', 'history'),
    inputs: make('div', 'inputs'),
    heard: make('p', 'heard'),
  };
  const { card, icon, label, title, reason, history, inputs, heard } = parts;
  card.ariaLabel = 'Drift monitor';
  heard.role = 'status';
  const header = page.createElement('header');
  header.append(icon, label, title, reason);
  card.append(
    header,
    heard,
    history,
    make('h3', 'inputs-title', 'Least like the reference'),
    inputs,
  );
  root.append(card);
  return parts;
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

declare global {
  interface HTMLElementTagNameMap {
    'drift-monitor': DriftMonitorElement;
  }
}
