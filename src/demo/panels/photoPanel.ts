import { PHOTO_SIZE } from '../photos/photoSet.js';
import type { Frame } from '../stream/photoStream.js';
import { element, setText } from './element.js';

/** The photo as the model sees it, and what it really shows. */
export class PhotoPanel {
  readonly #canvas = element('photo', HTMLCanvasElement);
  readonly #label = element('photo-label', HTMLElement);
  readonly #number = element('photo-number', HTMLElement);

  show({ image, label, number }: Frame): void {
    this.#canvas.width = this.#canvas.height = PHOTO_SIZE;
    this.#canvas.getContext('2d')?.putImageData(image, 0, 0);
    this.#canvas.setAttribute('aria-label', `Photo of: ${label}`);
    setText(this.#label, label);
    setText(this.#number, `CIFAR-10, #${number}`);
  }
}
