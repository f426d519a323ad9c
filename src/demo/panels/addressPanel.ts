import { element, setText } from './element.js';

/** Of a link that says much, so much is shown. */
const LISTED = 4;

/** Says what in the page's address could not be used. */
export class AddressPanel {
  /**
   * @param unread Each with what was expected; none hides the panel.
   * @param onDismiss Somebody has read it.
   */
  show(unread: readonly string[], onDismiss: () => void): void {
    const panel = element('address-note', HTMLElement);
    const more = unread.length - LISTED;
    const listed = unread.slice(0, LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
    panel.hidden = unread.length === 0;
    setText(
      element('address-problem', HTMLElement),
      unread.length === 0 ? '' : `Defaults stand in for what this link cannot set: ${listed}.`,
    );
    element('address-dismiss', HTMLButtonElement).onclick = () => {
      panel.hidden = true;
      onDismiss();
    };
  }
}
