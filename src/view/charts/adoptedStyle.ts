/** A document takes only sheets of its own. */
const sheets = new WeakMap<Document, Map<string, CSSStyleSheet>>();

/**
 * Gives the document or shadow tree around an element some rules, once. A Content-Security-Policy has
 * nothing against sheets that are made so.
 */
export function adoptStyle(element: HTMLElement | ShadowRoot, css: string): void {
  const page = element.ownerDocument;
  if (!page.defaultView) return;
  const own = sheets.get(page) ?? new Map<string, CSSStyleSheet>();
  sheets.set(page, own);
  const sheet = own.get(css) ?? new page.defaultView.CSSStyleSheet();
  if (!own.has(css)) sheet.replaceSync(css);
  own.set(css, sheet);
  const root = element.getRootNode();
  // Not `instanceof`: every window has a ShadowRoot of its own.
  const { adoptedStyleSheets } = 'adoptedStyleSheets' in root ? (root as ShadowRoot) : page;
  if (!adoptedStyleSheets.includes(sheet)) adoptedStyleSheets.push(sheet);
}
