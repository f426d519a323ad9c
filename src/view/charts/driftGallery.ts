import { type NamesOf, requireKnownNames } from '../../core/base/names.js';
import { ownMethods } from '../../core/base/ownMethods.js';
import { adoptStyle } from './adoptedStyle.js';
import { requireArray, requireContainer, requireKind, requireNumbers } from './arguments.js';
import {
  GALLERY_CSS,
  type GalleryInput,
  inputElement,
  inputName,
  signedWitness,
} from './galleryInput.js';
import type { ChartTable } from './table.js';

/** Options of {@link DriftGallery}. */
export interface DriftGalleryOptions {
  /** Told which input was chosen, by pointer or keyboard. Without it none can be chosen. */
  readonly onSelect?: (input: GalleryInput) => void;
  /** Accessible name of the list. @defaultValue `'Inputs most unlike the reference'` */
  readonly label?: string;
  /** Shown while there are no inputs. @defaultValue `'No inputs have been tested yet.'` */
  readonly emptyText?: string;
}

const OPTIONS: NamesOf<DriftGalleryOptions> = { onSelect: true, label: true, emptyText: true };

interface Item {
  readonly input: GalleryInput;
  readonly row: HTMLLIElement;
  readonly element: HTMLElement;
}

/**
 * A list of the inputs least like the reference, with their pictures where the monitor keeps them
 * (`keepThumbnails`). Plain HTML: the classes `drift-gallery`, `drift-gallery-input`, `-picture`,
 * `-sample`, `-witness` and `-empty` are there for the app's own styles, which win over the built-in
 * ones; colours and sizes are `--drift-text`, `--drift-grid`, `--drift-reference`,
 * `--drift-thumbnail` (64px) and `--drift-gap` (8px).
 *
 * @example
 * const gallery = new DriftGallery(element, { onSelect: ({ sample }) => show(sample) });
 * monitor.on('verdict', () => gallery.update(monitor.mostDrifted(8)));
 */
export class DriftGallery {
  readonly #container: HTMLElement;
  readonly #list: HTMLOListElement;
  readonly #empty: HTMLParagraphElement;
  readonly #onSelect: DriftGalleryOptions['onSelect'];
  readonly #label: string;
  #items: Item[] = [];
  #isDestroyed = false;

  /**
   * @param container What it holds is replaced.
   * @throws InvalidOptionError unless it is an element; for options that are not known or of another
   *   kind.
   */
  constructor(container: HTMLElement, options: DriftGalleryOptions = {}) {
    ownMethods(this);
    requireContainer('DriftGallery', container);
    requireKnownNames('DriftGallery', options, OPTIONS);
    const { label = 'Inputs most unlike the reference', onSelect } = options;
    const { emptyText = 'No inputs have been tested yet.' } = options;
    requireKind('DriftGallery: onSelect', onSelect, 'function');
    requireKind('DriftGallery: label', label, 'string');
    requireKind('DriftGallery: emptyText', emptyText, 'string');
    this.#container = container;
    this.#onSelect = onSelect;
    this.#label = label;
    this.#list = container.ownerDocument.createElement('ol');
    this.#list.className = 'drift-gallery';
    // Safari does not take a list without markers for one.
    this.#list.role = 'list';
    this.#list.ariaLabel = label;
    this.#empty = container.ownerDocument.createElement('p');
    this.#empty.className = 'drift-gallery-empty';
    this.#empty.textContent = emptyText;
    container.replaceChildren(this.#list, this.#empty);
    this.update([]);
  }

  /**
   * Shows inputs, in the given order. One that was shown before keeps its element, and the focus.
   *
   * @param inputs The most unlike the reference first; one whose picture cannot be drawn has none.
   * @throws InvalidOptionError where a sample or witness is missing.
   */
  update(inputs: readonly GalleryInput[]): void {
    if (this.#isDestroyed) return;
    requireArray('DriftGallery.update: inputs', inputs);
    for (const input of inputs) requireNumbers('DriftGallery.update', input, 'sample', 'witness');
    // Each time: the container may have come into another document or shadow tree.
    adoptStyle(this.#container, GALLERY_CSS);
    const focused = this.#items.findIndex(({ element }) => element.matches(':focus'));
    const before = this.#items;
    this.#items = inputs.map(
      (input) => before.find((item) => isSame(item.input, input)) ?? this.#item(input),
    );
    this.#items.forEach(({ row, element }, rank) => {
      element.ariaLabel = inputName(inputs[rank]!, rank, inputs.length);
      const witness = element.querySelector('.drift-gallery-witness')!;
      witness.textContent = signedWitness(inputs[rank]!.witness);
      if (this.#list.children[rank] !== row) {
        this.#list.insertBefore(row, this.#list.children[rank] ?? null);
      }
    });
    while (this.#list.children.length > inputs.length) this.#list.lastElementChild!.remove();
    this.#items = this.#items.map((item, rank) => ({ ...item, input: inputs[rank]! }));
    this.#list.hidden = inputs.length === 0;
    this.#empty.hidden = inputs.length > 0;
    if (focused >= 0) this.#focusAgain(before[focused]!.element, focused);
  }

  /** Shows that there are no inputs. */
  clear(): void {
    this.update([]);
  }

  /** The inputs that are shown, or were last, as rows. */
  table(): ChartTable {
    const isPlaced = this.#items.some(({ input }) => input.where !== undefined);
    return {
      caption: this.#label,
      columns: ['rank', 'input', 'witness', 'time', ...(isPlaced ? ['where'] : [])],
      rows: this.#items.map(({ input: { sample, witness, time = '', where = '' } }, rank) => [
        rank + 1,
        sample,
        witness,
        time,
        ...(isPlaced ? [where] : []),
      ]),
    };
  }

  /** Takes the list out of the container. From then on methods do nothing, this one included. */
  destroy(): void {
    this.#isDestroyed = true;
    this.#list.remove();
    this.#empty.remove();
  }

  #item(input: GalleryInput): Item {
    const page = this.#container.ownerDocument;
    const row = page.createElement('li');
    const element = inputElement(page, input, this.#onSelect !== undefined);
    element.addEventListener('click', () => {
      const item = this.#items.find((other) => other.element === element);
      if (item) this.#onSelect?.(item.input);
    });
    row.append(element);
    return { input, row, element };
  }

  /** Moving an element, or taking it out, loses the focus; what is in its place then has it. */
  #focusAgain(element: HTMLElement, rank: number): void {
    if (element.matches(':focus')) return;
    const target = element.isConnected ? element : this.#items.at(rank)?.element;
    (target ?? this.#items.at(-1)?.element)?.focus({ preventScroll: true });
  }
}

function isSame(shown: GalleryInput, input: GalleryInput): boolean {
  const { sample, time, thumbnail, overlay } = shown;
  const isSamePicture = thumbnail === input.thumbnail && overlay === input.overlay;
  return sample === input.sample && time === input.time && isSamePicture;
}
