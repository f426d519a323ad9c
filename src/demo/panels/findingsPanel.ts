import type { MonitorStatus } from 'tfjs-drift';
import { element, setText } from './element.js';

/** What can be done about an alarm. */
interface FindingsActions {
  readonly onRestart: () => void;
  readonly onAcknowledge: () => void;
  readonly onRecord: () => void;
}

/** What the alarm means, in the library's words: what is different, whether it matters, and what to do. */
export class FindingsPanel {
  readonly #different = element('different', HTMLElement);
  readonly #matters = element('matters', HTMLElement);
  readonly #why = element('matters-why', HTMLElement);
  readonly #now = element('now', HTMLElement);
  readonly #actions = element('now-actions', HTMLElement);
  readonly #acknowledge = element('acknowledge', HTMLButtonElement);

  constructor({ onRestart, onAcknowledge, onRecord }: FindingsActions) {
    element('restart', HTMLButtonElement).addEventListener('click', onRestart);
    this.#acknowledge.addEventListener('click', onAcknowledge);
    element('record-normal', HTMLButtonElement).addEventListener('click', onRecord);
    this.clear();
  }

  clear(): void {
    this.#tell({ different: '–', matters: '', why: '–', now: '–', isDrift: false });
  }

  /** @param isForeign The reference shows other things than the source, which the page says at the top. */
  show(status: MonitorStatus, isForeign: boolean): void {
    const { state, code, lastVerdict } = status;
    if (!lastVerdict || isForeign) {
      this.clear();
      return;
    }
    const { explanation, harm, kind } = lastVerdict;
    const isDrift = state === 'drift';
    const isCalm = state === 'ok';
    this.#tell({
      different: isCalm
        ? 'Nothing.'
        : (explanation?.text ?? (kind ? kinds[kind] : 'Not known yet.')),
      matters: harm && !isCalm ? answers[harm.state] : '',
      why: isCalm ? 'No.' : (harm?.reason ?? '–'),
      now: isDrift ? WHAT_NOW : isCalm ? 'Nothing to do.' : 'Wait: it ends, or becomes an alarm.',
      isDrift,
    });
    this.#acknowledge.disabled = code === 'known-drift';
  }

  #tell({ different, matters, why, now, isDrift }: Findings): void {
    setText(this.#different, different);
    setText(this.#matters, matters);
    setText(this.#why, why);
    setText(this.#now, now);
    this.#actions.hidden = !isDrift;
  }
}

const WHAT_NOW = 'Remove the cause and start anew; or say that it is known, or normal.';

interface Findings {
  readonly different: string;
  /** In a word. */
  readonly matters: string;
  readonly why: string;
  readonly now: string;
  readonly isDrift: boolean;
}

const kinds = {
  new: 'Inputs unlike all of the reference.',
  mix: 'Known inputs, in other proportions.',
};

const answers = { shown: 'Yes.', likely: 'Probably.', unlikely: 'No.', unknown: 'Not known.' };
