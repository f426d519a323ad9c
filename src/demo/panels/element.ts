/** The element of that id in index.html, of that class. */
export function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`index.html has no ${kind.name} with the id '${id}'.`);
}

/** Sets a text only where it differs, so that screen readers are told of changes only. */
export function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/** Calls back with the value of the radio button of that name that is chosen from now on. */
export function onChoice(name: string, listener: (value: string) => void): void {
  for (const radio of document.querySelectorAll<HTMLInputElement>(`input[name='${name}']`)) {
    radio.addEventListener('change', () => listener(radio.value));
  }
}
