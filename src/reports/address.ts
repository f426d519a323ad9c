import { InvalidOptionError } from '../core/base/errors.js';

/**
 * Made whole now, so that the address does not change with the page's.
 *
 * @param name Of the option.
 * @throws {@link InvalidOptionError} for anything but an http or https address.
 */
export function requireAddress(name: string, url: string | URL): string {
  const page = typeof document === 'undefined' ? globalThis.location?.href : document.baseURI;
  try {
    const { protocol, href } = new URL(url, page);
    if (/^https?:$/.test(protocol)) return href;
  } catch {
    // Told below, with what to do.
  }
  throw new InvalidOptionError(
    `${name}: an http or https address was expected, '${url}' came. Outside a page it must be whole, ` +
      "e.g. 'https://example.com/drift'.",
  );
}
