import { type PhotosName, photosNames } from '../photos/shippedPhotos.js';
import { filesOfDrop } from '../sources/files.js';
import { type SourceKind, sourceKinds } from '../sources/source.js';
import { element, onChoice } from './element.js';

/** What the buttons do. */
interface SourcePanelActions {
  readonly onChoose: (kind: 'photos' | 'camera' | 'screen') => void;
  /** Others of the photos that come with the page. */
  readonly onPhotos: (name: PhotosName) => void;
  readonly onVideo: (file: File) => void;
  /** Files that were dropped on the page, of any kind. */
  readonly onDrop: (files: readonly File[]) => void;
}

/** Choice of a source, one of its buttons being the one in use; and files dropped on the page. */
export class SourcePanel {
  readonly #groups = [
    element('sources', HTMLFieldSetElement),
    element('tools', HTMLFieldSetElement),
  ];
  readonly #video = element('video-file', HTMLInputElement);
  readonly #photos = element('photos-choice', HTMLElement);

  constructor({ onChoose, onPhotos, onVideo, onDrop }: SourcePanelActions) {
    for (const kind of ['photos', 'camera', 'screen'] as const) {
      this.#button(kind).addEventListener('click', () => onChoose(kind));
    }
    onChoice('photos', (chosen) => {
      const name = photosNames.find((name) => name === chosen);
      if (name) onPhotos(name);
    });
    this.#button('video').addEventListener('click', () => this.#video.click());
    this.#video.addEventListener('change', () => {
      const [file] = this.#video.files ?? [];
      this.#video.value = '';
      if (file) onVideo(file);
    });
    acceptDrops(onDrop);
  }

  /** Also of the tools, which change the source, too. */
  enable(isEnabled: boolean): void {
    for (const group of this.#groups) group.disabled = !isEnabled;
  }

  /** @param photos Those that come, or would. */
  show(chosen: SourceKind, photos: PhotosName): void {
    this.#photos.hidden = chosen !== 'photos';
    this.#photos.querySelector<HTMLInputElement>(`[value='${photos}']`)!.checked = true;
    for (const kind of sourceKinds) {
      this.#button(kind).setAttribute('aria-pressed', `${kind === chosen}`);
    }
  }

  #button(kind: SourceKind): HTMLButtonElement {
    return element(`source-${kind}`, HTMLButtonElement);
  }
}

function acceptDrops(onDrop: (files: readonly File[]) => void): void {
  const { body } = document;
  const hasFiles = ({ dataTransfer }: DragEvent): boolean =>
    dataTransfer?.types.includes('Files') ?? false;
  addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    body.toggleAttribute('data-dropping', true);
  });
  addEventListener('dragleave', ({ relatedTarget }) => {
    if (!relatedTarget) body.removeAttribute('data-dropping');
  });
  addEventListener('drop', async (event) => {
    body.removeAttribute('data-dropping');
    if (!event.dataTransfer || !hasFiles(event)) return;
    event.preventDefault();
    onDrop(await filesOfDrop(event.dataTransfer));
  });
}
