import { PHOTO_SIZE } from '../photos/photoSet.js';
import { element, setText } from './element.js';

/** A picture on its way into the model. */
interface ShownPicture {
  readonly number: number;
  readonly caption: string;
  readonly label: string;
  /** As it came. */
  readonly image: ImageData;
  /** As the model sees it: the same one where nothing disturbs it. */
  readonly seen: ImageData;
}

/** The picture as the model sees it, before it was disturbed, and what it really shows. */
export class PhotoPanel {
  readonly #canvas = element('photo', HTMLCanvasElement);
  readonly #before = element('photo-before', HTMLCanvasElement);
  readonly #beforeFrame = element('before', HTMLElement);
  readonly #caption = element('photo-caption', HTMLElement);
  readonly #label = element('photo-label', HTMLElement);
  readonly #number = element('photo-number', HTMLElement);

  /** Before the first picture of a source. */
  clear(): void {
    this.#canvas.width = this.#canvas.height = PHOTO_SIZE;
    this.#canvas.setAttribute('aria-label', 'No picture yet');
    this.#beforeFrame.hidden = true;
    for (const text of [this.#label, this.#number]) setText(text, '–');
  }

  show({ image, seen, caption, label, number }: ShownPicture): void {
    draw(this.#canvas, seen);
    this.#beforeFrame.hidden = seen === image;
    if (seen !== image) draw(this.#before, image);
    this.#canvas.setAttribute('aria-label', `${caption}: ${label}`);
    setText(this.#caption, caption);
    setText(this.#label, label);
    this.#label.title = label;
    setText(this.#number, `#${number}`);
  }
}

function draw(canvas: HTMLCanvasElement, image: ImageData): void {
  canvas.width = canvas.height = PHOTO_SIZE;
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}
