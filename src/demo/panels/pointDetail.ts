import type { ReferencePicture } from '../reference/referenceInUse.js';
import type { LiveInput } from '../watch/liveInputs.js';
import { element, setText } from './element.js';

/** The input behind a point of the map: its picture and what is known of it. */
export class PointDetail {
  readonly #card = element('map-detail', HTMLElement);
  readonly #canvas = element('map-detail-picture', HTMLCanvasElement);
  readonly #title = element('map-detail-title', HTMLElement);
  readonly #text = element('map-detail-text', HTMLElement);
  #picture: unknown;

  hide(): void {
    this.#card.hidden = true;
  }

  showLive(input: LiveInput | undefined): void {
    if (!input) this.hide();
    else this.#show(`Live, sample ${input.sample}`, input.guess ?? '', input.thumbnail);
  }

  showReference(row: number, about: ReferencePicture | undefined): void {
    this.#show(`Reference, input ${row + 1}`, about?.label ?? '', about?.picture);
  }

  #show(title: string, text: string, picture: ImageData | OffscreenCanvas | undefined): void {
    this.#card.hidden = false;
    setText(this.#title, title);
    setText(this.#text, text);
    this.#canvas.hidden = !picture;
    if (!picture || picture === this.#picture) return;
    this.#picture = picture;
    this.#canvas.width = picture.width;
    this.#canvas.height = picture.height;
    const context = this.#canvas.getContext('2d');
    if (picture instanceof ImageData) context?.putImageData(picture, 0, 0);
    else context?.drawImage(picture, 0, 0);
  }
}
