/**
 * Layout without weight: `:where` has no specificity, so that any class rule of the app wins.
 * Measures and colours are the page's `--drift-thumbnail`, `--drift-gap`, `--drift-text`,
 * `--drift-grid` and `--drift-reference`.
 */
const CSS = `
:where(.drift-gallery:not([hidden])) { display: flex; flex-wrap: wrap; gap: var(--drift-gap, 8px); margin: 0; padding: 0; list-style: none; }
:where(.drift-gallery-input) { display: grid; justify-items: center; gap: 2px; padding: 4px; border: 0; border-radius: 6px; background: none; color: inherit; font: inherit; font-size: 0.75rem; line-height: 1.3; }
:where(button.drift-gallery-input) { cursor: pointer; }
:where(button.drift-gallery-input:hover) { background: var(--drift-grid, rgba(128, 128, 128, 0.18)); }
:where(.drift-gallery-input:focus-visible) { outline: 2px solid var(--drift-reference, #0072b2); outline-offset: 1px; }
:where(.drift-gallery-picture) { display: block; box-sizing: border-box; width: var(--drift-thumbnail, 64px); height: var(--drift-thumbnail, 64px); border-radius: 4px; }
:where(span.drift-gallery-picture) { display: grid; place-content: center; padding: 8px; border: 1px dashed currentColor; opacity: 0.6; text-align: center; }
:where(.drift-gallery-witness) { color: var(--drift-text, #4b5563); font-variant-numeric: tabular-nums; }
:where(.drift-gallery-empty) { margin: 0; color: var(--drift-text, #4b5563); }
`;

let sheet: CSSStyleSheet | undefined;

/** Gives the document or shadow tree around an element the gallery's layout, once. */
export function adoptGalleryStyle(element: HTMLElement): void {
  const root = element.getRootNode();
  const scope = root instanceof ShadowRoot ? root : element.ownerDocument;
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  if (!scope.adoptedStyleSheets.includes(sheet)) scope.adoptedStyleSheets.push(sheet);
}
