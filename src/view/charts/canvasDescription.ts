/** A sentence is renewed no more often than this while nothing important changes. */
const RENEW_MS = 10_000;

/**
 * Says in words what a canvas shows, for those who do not see it: `role="img"`, and a sentence as
 * its `aria-label`, or as its `aria-description` where the app has named the canvas itself.
 *
 * A sentence is said at once when the state it tells of is another one, else at most every ten
 * seconds: a stream of tests must not flood a screen reader.
 */
export class CanvasDescription {
  readonly #canvas: HTMLCanvasElement;
  readonly #attribute: 'aria-label' | 'aria-description';
  readonly #addsRole: boolean;
  #state: string | undefined;
  #sentence = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    const isNamed = canvas.hasAttribute('aria-label') || canvas.hasAttribute('aria-labelledby');
    this.#attribute = isNamed ? 'aria-description' : 'aria-label';
    this.#addsRole = !canvas.hasAttribute('role');
    if (this.#addsRole) canvas.setAttribute('role', 'img');
  }

  /** @param state Two sentences of the same state need not both be heard. */
  say(sentence: string, state: string): void {
    this.#sentence = sentence;
    if (state !== this.#state) {
      this.#state = state;
      this.#renew();
    } else {
      this.#timer ??= setTimeout(() => this.#renew(), RENEW_MS);
    }
  }

  /** Leaves the canvas as it was found. */
  remove(): void {
    clearTimeout(this.#timer);
    this.#canvas.removeAttribute(this.#attribute);
    if (this.#addsRole) this.#canvas.removeAttribute('role');
  }

  #renew(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#canvas.setAttribute(this.#attribute, this.#sentence);
  }
}
