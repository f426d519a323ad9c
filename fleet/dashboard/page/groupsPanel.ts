import type { GroupFinding, GroupName } from '../../analysis/groupFindings.js';
import type { Answers } from './api.js';
import { byId, element, table } from './elements.js';
import { chance, distance, moment, whole } from './numbers.js';

export function groupName({ by, value }: GroupName): string {
  return value === '' ? `no ${by} told` : `${by} ${value}`;
}

/** Groups by how much they changed. */
export function showGroups(
  { groups, tooFew, inSeveral, cut }: Answers['/fleet/groups'],
  span: Answers['/fleet/state']['span'],
): void {
  const text = byId('groupsText');
  const place = byId('groupsTable');
  place.hidden = groups.length === 0;
  if (groups.length === 0 || !span) {
    text.textContent =
      'Devices tell of one release and no labels, or too few days are known: there are no groups to compare.';
    return;
  }
  const notes = [
    `What changed from ${moment(span.from)} to ${moment(span.to)} UTC, against the same hours before. Of groups that are ` +
      'marked as changed, 5 % may be wrong.',
    ...(tooFew.length > 0 ? [`Too few devices to tell: ${tooFew.map(groupName).join(', ')}.`] : []),
    ...Object.entries(inSeveral).map(
      ([by, count]) => `${whole(count)} devices named several values of ${by}, and are in none.`,
    ),
    ...cut.map((by) => `Of ${by} only the 50 largest groups are shown.`),
  ];
  text.textContent = notes.join(' ');
  const largest = Math.max(...groups.map(({ u }) => u), Number.MIN_VALUE);
  const rows = groups.map((group) => [
    groupName(group),
    verdict(group),
    bar(group.u, largest),
    group.othersU === null ? 'none' : distance(group.othersU),
    whole(group.devices),
  ]);
  const columns = ['group', 'what it says', 'U', 'U of the others', 'devices'];
  place.replaceChildren(table('Groups, those that stand out first', columns, rows));
}

function bar(u: number, largest: number): HTMLElement {
  const fill = element('span', { className: 'bar-fill' });
  fill.style.setProperty('--share', String(Math.max(0, u / largest)));
  return element(
    'span',
    { className: 'measure' },
    element('span', {}, distance(u)),
    element('span', { className: 'bar', ariaHidden: 'true' }, fill),
  );
}

function verdict({
  standsOut,
  isChanged,
  adjustedPValue,
  differencePValue,
}: GroupFinding): HTMLElement {
  if (standsOut) {
    return element(
      'span',
      {},
      element('strong', { className: 'tag out' }, 'stands out'),
      ` ${chance(differencePValue!)}`,
    );
  }
  const p = ` ${chance(adjustedPValue)}`;
  return isChanged
    ? element('span', {}, element('span', { className: 'tag' }, 'changed as others did'), p)
    : element('span', {}, element('span', { className: 'tag' }, 'no change seen'), p);
}
