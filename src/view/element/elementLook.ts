import type { MonitorStatus } from '../../monitor/status.js';

/** What the element says in large, and the tone that it says it in. */
interface Headline {
  readonly tone: keyof typeof ICONS;
  readonly title: string;
}

const HEADLINES: Readonly<Partial<Record<string, Headline>>> = {
  'warming-up': { tone: 'wait', title: 'Warming up' },
  'insufficient-independent-samples': { tone: 'wait', title: 'Waiting for change' },
  ok: { tone: 'ok', title: 'All clear' },
  warning: { tone: 'warning', title: 'Possible drift' },
  drift: { tone: 'drift', title: 'Drift detected' },
  stale: { tone: 'stop', title: 'Out of date' },
};

/** Whatever is not known is no all-clear. */
export function headlineOf(status: MonitorStatus): Headline {
  const found = HEADLINES[status.state] ?? { tone: 'stop', title: 'Not watching' };
  // A scan says so from the first input on, when little can be seen yet.
  const isEarly = status.state === 'ok' && status.lastVerdict?.pValue === undefined;
  return isEarly ? { ...found, title: 'Normal so far' } : found;
}

/** Lines in a circle of 24 × 24: the shapes say the same as the colours. */
const ICONS = {
  ok: 'M7 12.5l3.5 3.5L17 9',
  wait: 'M7.5 12h.01M12 12h.01M16.5 12h.01',
  warning: 'M12 6.5v7M12 17.2v.01',
  drift: 'M12 6.5v7M12 17.2v.01',
  stop: 'M8.5 8.5l7 7M15.5 8.5l-7 7',
} as const;

const SVG = 'http://www.w3.org/2000/svg';

/** The icon of a tone, which is set by `showIcon`. */
export function iconIn(page: Document): SVGElement {
  const icon = page.createElementNS(SVG, 'svg');
  icon.setAttribute('viewBox', '0 0 24 24');
  icon.setAttribute('aria-hidden', 'true');
  icon.setAttribute('part', 'icon');
  const disc = icon.appendChild(page.createElementNS(SVG, 'circle'));
  for (const [name, value] of Object.entries({ cx: 12, cy: 12, r: 12 })) {
    disc.setAttribute(name, `${value}`);
  }
  icon.append(page.createElementNS(SVG, 'path'));
  return icon;
}

export function showIcon(icon: SVGElement, tone: Headline['tone']): void {
  icon.querySelector('path')!.setAttribute('d', ICONS[tone]);
}

/** The tones can be told from white and from black, by 3 : 1 and more; words have the page's own colour. */
export const ELEMENT_CSS = `
:host { display: block; box-sizing: border-box; padding: 16px; border: 1px solid var(--drift-grid, rgb(128 128 128 / 0.35)); border-radius: 12px; font: inherit; line-height: 1.4; }
:host([hidden]) { display: none; }
* { box-sizing: border-box; }
h2, h3, p { margin: 0; font-size: inherit; }
header { display: grid; grid-template-columns: auto 1fr; gap: 0 12px; align-items: center; margin-bottom: 12px; }
[part=label] { grid-column: 2; font-size: 0.875em; }
h2 { font-size: 1.25em; line-height: 1.2; }
svg { grid-row: 1 / span 3; align-self: start; width: 40px; height: 40px; fill: var(--tone); }
path { fill: none; stroke: white; stroke-width: 2.4; stroke-linecap: round; stroke-linejoin: round; }
[part=reason] { grid-column: 2; min-height: 2.8em; overflow-wrap: anywhere; }
[part=history] { height: var(--drift-height, 280px); }
[data-empty] :is([part=history], [part=inputs], h3), [part=inputs]:not(:has(canvas)) .drift-gallery-picture { display: none; }
[data-empty] header { margin: 0; }
h3 { margin: 12px 0 8px; font-size: 0.875em; }
section { --tone: #757575; }
[data-tone=ok] { --tone: var(--drift-ok, #2b8453); }
[data-tone=warning] { --tone: var(--drift-warning, #a86a00); }
[data-tone=drift] { --tone: var(--drift-alarm, #d23c3c); }
[role=status] { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;
