import { element, setText } from '../panels/element.js';
import markup from './code.html?raw';
import { Sheet } from './sheet.js';

/** The lines that embed what the page shows, to be copied. */
export class CodeSheet {
  /** @param code Those of now; for many devices, if so chosen. */
  constructor(code: (isFleet: boolean) => string) {
    const show = (): void => {
      setText(text, code(fleet.checked));
      setText(copied, '');
    };
    new Sheet('code-sheet', markup, show);
    const fleet = element('code-fleet', HTMLInputElement);
    fleet.addEventListener('change', show);
    const text = element('code', HTMLElement);
    // To be scrolled by keyboard.
    text.parentElement!.tabIndex = 0;
    const copied = element('code-copied', HTMLElement);
    element('copy-code', HTMLButtonElement).addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(text.textContent ?? '');
        setText(copied, 'Copied.');
      } catch {
        getSelection()?.selectAllChildren(text);
        setText(copied, 'The browser did not allow it. The code is selected: copy it by hand.');
      }
    });
  }
}
