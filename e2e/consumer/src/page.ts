export function element<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new TypeError(`The page has no ${kind.name} '${id}'.`);
}

export function show(id: string, text: string): void {
  element(id, HTMLElement).textContent = text;
}

export function showError(error: unknown): void {
  show('error', String(error));
}
