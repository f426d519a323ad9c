import { Reference, type SavedReference } from 'tfjs-drift';
import { element, setText } from '../panels/element.js';
import { originText, type ReferenceInUse } from '../reference/referenceInUse.js';
import { counted, type Source } from '../sources/source.js';
import markup from './reference.html?raw';
import { Sheet } from './sheet.js';

/** What the sheet is about, and what it can do. */
interface ReferenceSheetActions {
  readonly inUse: () => ReferenceInUse | undefined;
  readonly source: () => Source | undefined;
  /** @param seconds Of sources without an end. */
  readonly record: (seconds: number) => void;
  /** Rejects where the reference does not fit the model or the settings. */
  readonly use: (reference: ReferenceInUse) => Promise<void>;
  readonly useShipped: () => Promise<void>;
  /** Told what was saved, deleted or exported. */
  readonly log: (text: string) => void;
}

/** The reference in use; recording, saving, importing and exporting one. */
export class ReferenceSheet {
  readonly #actions: ReferenceSheetActions;
  readonly #sheet: Sheet;
  readonly #facts: HTMLElement;
  readonly #saved: HTMLElement;
  readonly #problem: HTMLElement;
  readonly #name: HTMLInputElement;
  readonly #import: HTMLInputElement;
  /** A name that was told to be taken. */
  #toReplace: string | undefined;

  constructor(actions: ReferenceSheetActions) {
    this.#actions = actions;
    this.#sheet = new Sheet('reference-sheet', markup, () => this.#fill());
    this.#facts = element('reference-facts', HTMLElement);
    this.#saved = element('saved-references', HTMLElement);
    this.#problem = element('reference-problem', HTMLElement);
    this.#name = element('save-name', HTMLInputElement);
    this.#import = element('reference-import', HTMLInputElement);
    const seconds = element('record-seconds', HTMLSelectElement);
    onClick('record', () => {
      this.#sheet.close();
      actions.record(Number(seconds.value));
    });
    onClick('reference-export', () => this.#export());
    onClick('reference-shipped', () => this.#try(() => actions.useShipped()));
    element('save-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#try(() => this.#save());
    });
    this.#import.addEventListener('change', () => {
      const [file] = this.#import.files ?? [];
      if (file) void this.#try(() => this.importFile(file));
    });
  }

  /** With the button that records one of the present source at hand. */
  openToRecord(): void {
    this.#sheet.open();
    element('record', HTMLButtonElement).focus();
  }

  /** @throws InvalidReferenceFileError for another file. */
  async importFile(file: File): Promise<void> {
    const reference = await Reference.fromFile(file);
    await this.#actions.use(unpictured(reference, { kind: 'file', name: file.name }));
  }

  async #save(): Promise<void> {
    const inUse = this.#actions.inUse();
    const name = this.#name.value.trim();
    if (!inUse || !name) return;
    const isTaken = (await Reference.list()).some((saved) => saved.name === name);
    if (isTaken && name !== this.#toReplace) {
      this.#toReplace = name;
      throw new Error(`There is one called '${name}' already. Save again to replace it.`);
    }
    this.#toReplace = undefined;
    await inUse.reference.save(name);
    this.#actions.log(`Reference saved as '${name}'`);
    this.#name.value = '';
  }

  #export(): void {
    const inUse = this.#actions.inUse();
    if (!inUse) return;
    const link = document.createElement('a');
    link.download = `${originText(inUse.origin).replace(/[^\w.-]+/g, '-')}.safetensors`;
    link.href = URL.createObjectURL(inUse.reference.toFile());
    link.click();
    URL.revokeObjectURL(link.href);
    this.#actions.log(`Reference exported as '${link.download}'`);
  }

  /** Shows what goes wrong, and what is then so. */
  async #try(action: () => Promise<void>): Promise<void> {
    setText(this.#problem, '');
    try {
      await action();
    } catch (error) {
      setText(this.#problem, error instanceof Error ? error.message : String(error));
    }
    this.#import.value = '';
    this.#fillFacts();
    await this.#fillSaved();
  }

  #fill(): void {
    setText(this.#problem, '');
    const source = this.#actions.source();
    const size = source?.referencePictures?.size ?? source?.size;
    const from = source && `From ${source.title}: `;
    const what = size ? `all ${counted(size, source!.noun)}.` : 'what it shows from now on.';
    const caution = ' Disturbances are left out. The new one takes the place of the one in use.';
    setText(
      element('record-about', HTMLElement),
      from
        ? `${from}${what}${size ? '' : ' Show it what is normal; day and night need a reference each.'}${caution}`
        : '',
    );
    element('record-seconds-label', HTMLElement).hidden = size !== undefined;
    this.#fillFacts();
    void this.#try(async () => {});
  }

  #fillFacts(): void {
    const inUse = this.#actions.inUse();
    setText(this.#facts, inUse ? factsOf(inUse) : 'None yet.');
  }

  async #fillSaved(): Promise<void> {
    try {
      const list = await Reference.list();
      this.#saved.replaceChildren(...list.map((saved) => this.#savedRow(saved)));
      if (list.length === 0)
        this.#saved.append(
          Object.assign(document.createElement('li'), { textContent: 'None yet.' }),
        );
    } catch (error) {
      setText(this.#problem, error instanceof Error ? error.message : String(error));
    }
  }

  #savedRow({ name, size, savedAt }: SavedReference): HTMLLIElement {
    const row = document.createElement('li');
    const text = document.createElement('span');
    text.textContent = `${name} · ${counted(size, 'input')} · ${day(savedAt)}`;
    row.append(
      text,
      button('Use', `Use '${name}'`, () =>
        this.#try(async () => {
          const reference = await Reference.load(name);
          await this.#actions.use(unpictured(reference, { kind: 'saved', name }));
        }),
      ),
      button('Delete', `Delete '${name}'`, () =>
        this.#try(async () => {
          await Reference.delete(name);
          this.#actions.log(`Reference '${name}' deleted`);
        }),
      ),
    );
    return row;
  }
}

function unpictured(reference: Reference, origin: ReferenceInUse['origin']): ReferenceInUse {
  return { reference, origin, picture: () => undefined };
}

function factsOf({ reference, origin }: ReferenceInUse): string {
  const { size, width, bandwidth, createdAt } = reference;
  return (
    `${originText(origin)}: ${counted(size, 'input')} of ${counted(width, 'feature')}, ` +
    `made ${day(createdAt)}, bandwidth ${bandwidth.toPrecision(3)}.`
  );
}

function day(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return 'some time ago';
  return time.toLocaleDateString('en', { day: 'numeric', month: 'short', year: 'numeric' });
}

function button(text: string, label: string, onPress: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text;
  made.ariaLabel = label;
  made.addEventListener('click', onPress);
  return made;
}

function onClick(id: string, listener: () => void): void {
  element(id, HTMLButtonElement).addEventListener('click', listener);
}
