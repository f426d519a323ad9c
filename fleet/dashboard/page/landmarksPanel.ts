import type { GroupFinding } from '../../analysis/groupFindings.js';
import { pictureOf } from './api.js';
import { byId, element } from './elements.js';
import { groupName } from './groupsPanel.js';
import { byShare, distance } from './numbers.js';

/** How inputs like one picture of the reference changed. */
export interface ShownLandmark {
  readonly row: number;
  readonly change: number;
  readonly relative?: number | null | undefined;
}

/** Pictures of either kind. */
const MOST = 6;

const ALL = 'all devices';

type Landmark = ShownLandmark & { readonly isChanged: boolean };

/** What comes more and less often, over all devices or at a group that stands out. */
export function showLandmarks(all: readonly Landmark[], groups: readonly GroupFinding[]): void {
  const choices = new Map<string, readonly Landmark[]>();
  for (const group of groups) {
    if (group.landmarks.length > 0) choices.set(groupName(group), group.landmarks);
  }
  choices.set(ALL, all);
  const select = byId<HTMLSelectElement>('landmarkGroup');
  const before = select.value;
  select.replaceChildren(...[...choices.keys()].map((name) => element('option', {}, name)));
  if (choices.has(before)) select.value = before;
  const show = () => {
    const found = choices.get(select.value)!.filter(({ isChanged }) => isChanged);
    byId('landmarkLists').replaceChildren(...landmarkLists(found));
  };
  select.onchange = show;
  show();
}

/** Two galleries: of what came more often, and less. */
export function landmarkLists(found: readonly ShownLandmark[]): HTMLElement[] {
  const bySize = [...found].sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
  const more = bySize.filter(({ change }) => change > 0).slice(0, MOST);
  const less = bySize.filter(({ change }) => change < 0).slice(0, MOST);
  if (more.length + less.length === 0) {
    return [
      element('p', { className: 'quiet' }, 'No picture comes noticeably more or less often.'),
    ];
  }
  return [gallery('More often', more), gallery('Less often', less)];
}

function gallery(title: string, landmarks: readonly ShownLandmark[]): HTMLElement {
  if (landmarks.length === 0) {
    return element(
      'div',
      {},
      element('h3', {}, title),
      element('p', { className: 'quiet' }, 'None.'),
    );
  }
  const list = element('ul', { className: 'gallery' }, ...landmarks.map(item));
  return element('div', {}, element('h3', {}, title), list);
}

function item({ row, change, relative }: ShownLandmark): HTMLElement {
  const place = element('span', { className: 'picture' }, `row ${row}`);
  pictureOf(row).then((src) => {
    if (src) place.replaceChildren(element('img', { src, alt: `Reference picture ${row}` }));
  });
  const told = relative == null ? `${change > 0 ? '+' : ''}${distance(change)}` : byShare(relative);
  return element('li', {}, place, element('span', {}, `picture ${row}`), element('span', {}, told));
}
