import { element, setText } from '../panels/element.js';
import type { SkippedFile } from '../sources/files.js';
import { counted } from '../sources/source.js';
import markup from './files.html?raw';
import { Sheet } from './sheet.js';

/** Choice of image files, and which of them were left out. */
export class FilesSheet {
  readonly #skipped: HTMLElement;
  readonly #list: HTMLElement;
  readonly #button = element('skipped-button', HTMLButtonElement);

  constructor(onFiles: (files: readonly File[]) => void) {
    const sheet = new Sheet('files-sheet', markup);
    this.#skipped = element('skipped', HTMLElement);
    this.#list = element('skipped-list', HTMLElement);
    for (const id of ['image-files', 'image-folder']) {
      const input = element(id, HTMLInputElement);
      input.addEventListener('change', () => {
        const files = [...(input.files ?? [])];
        input.value = '';
        sheet.close();
        onFiles(files);
      });
    }
  }

  /** Forgets what was left out before. */
  clear(): void {
    this.#list.replaceChildren();
    this.#show();
  }

  add({ name, why }: SkippedFile): void {
    const row = document.createElement('li');
    row.textContent = `${name} ${why}`;
    this.#list.append(row);
    this.#show();
  }

  #show(): void {
    const count = this.#list.children.length;
    this.#skipped.hidden = this.#button.hidden = count === 0;
    setText(this.#button, `${counted(count, 'file')} left out`);
  }
}
