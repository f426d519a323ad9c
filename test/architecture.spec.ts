import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { expect, test } from 'playwright/test';

/** The rooms of `src`, and what each may import; an entry may import all of them but the demo. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  reference: ['core'],
  tfjs: ['core'],
  onnx: ['core', 'reference'],
  mediapipe: ['core', 'reference'],
  litert: ['core', 'reference'],
  monitor: ['core', 'reference'],
  view: ['core', 'monitor'],
  reports: ['core', 'monitor'],
  explain: ['core', 'reference', 'monitor'],
  fleet: ['core', 'reference', 'monitor', 'reports'],
  demo: [],
};

/** Likewise of `src/core`, from the bottom up. */
const SHELVES = [
  'base',
  'math',
  'ks',
  'mmd',
  'scan',
  'partial',
  'model',
  'dependence',
  'alarm',
  'fleet',
  'explain',
  'harm',
];

interface Import {
  readonly from: string;
  /** A file of `src`, or the name of a package. */
  readonly to: string;
  /** By `import()`: the file comes when it is needed. */
  readonly isLate: boolean;
  readonly isType: boolean;
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((file) => slashed(join('src', file)))
  .filter((file) => file.endsWith('.ts'))
  .sort();
const imports = files.flatMap(importsOf);
const own = imports.filter(({ to }) => to.startsWith('src/'));

test('every file is in a room, an entry, or the map', () => {
  const strays = files.filter((file) => !(roomOf(file) in ROOMS) && !isEntry(file));
  expect(strays).toEqual([]);
});

test('arrows between rooms point one way', () => {
  const wrong = own.filter(({ from, to }) => {
    const [room, other] = [roomOf(from), roomOf(to)];
    if (isEntry(from)) return other === 'demo';
    return room !== other && !ROOMS[room]!.includes(other);
  });
  expect(wrong.filter(({ from }) => roomOf(from) !== 'demo')).toEqual([]);
});

test('the view knows of monitors what they look like, and has none', () => {
  const made = own.filter(({ from, to, isType }) => {
    return roomOf(from) === 'view' && roomOf(to) === 'monitor' && !isType;
  });
  expect(made).toEqual([]);
});

test('the shelves of core stand on each other', () => {
  const inCore = own.filter(({ from }) => roomOf(from) === 'core');
  const wrong = inCore.filter(({ from, to }) => shelfOf(to) > shelfOf(from));
  expect(files.filter((file) => roomOf(file) === 'core' && shelfOf(file) < 0)).toEqual([]);
  expect(wrong).toEqual([]);
});

test('core, monitor and reference know no tfjs, and nobody but tfjs and demo does', () => {
  const tfjs = imports.filter(({ to }) => to.startsWith('@tensorflow'));
  expect(tfjs.filter(({ from }) => !['tfjs', 'demo'].includes(roomOf(from)))).toEqual([]);
});

test('files called later are reached by import(), and by files called later', () => {
  const early = own.filter(({ from, to, isLate, isType }) => {
    return isLater(to) && !isLate && !isType && !isLater(from);
  });
  expect(early.filter(({ from }) => reachedEagerly().has(from))).toEqual([]);
  const late = own.filter(({ from, isLate }) => isLate && roomOf(from) !== 'demo');
  expect(late.filter(({ to }) => !isLater(to))).toEqual([]);
});

test('no file imports itself by way of others, types included', () => {
  const next = new Map(files.map((file) => [file, [] as string[]]));
  for (const { from, to } of own) next.get(from)!.push(to);
  expect(files.flatMap((file) => circleFrom(file, next) ?? [])).toEqual([]);
});

test('the demo knows the package by the names of its entries', () => {
  const reaching = own.filter(({ from, to }) => roomOf(from) === 'demo' && roomOf(to) !== 'demo');
  expect(reaching).toEqual([]);
});

test('no file is longer than 350 lines', () => {
  const lengths = files.map((file) => [file, readFileSync(file, 'utf8').split('\n').length - 1]);
  expect(lengths.filter(([, lines]) => Number(lines) > 350)).toEqual([]);
});

function importsOf(from: string): Import[] {
  const text = codeOf(from);
  const found = [
    ...text.matchAll(/^(?:import|export)\s(?<type>type\s)?[^;']*?from\s+'(?<to>[^']+)'/gm),
    ...text.matchAll(/^import\s+'(?<to>[^']+)'/gm),
    ...text.matchAll(/(?<late>import\(\s*)'(?<to>[^']+)'/g),
  ];
  return found.map(({ groups }) => {
    const { to, late, type } = groups as { to: string; late?: string; type?: string };
    const file = slashed(normalize(join(dirname(from), to))).replace(/\.js$/, '.ts');
    return {
      from,
      to: to.startsWith('.') ? file : to,
      isLate: late !== undefined,
      isType: type !== undefined,
    };
  });
}

/** What entries load at once. */
function reachedEagerly(): Set<string> {
  const reached = new Set(files.filter(isEntry));
  for (const file of reached) {
    for (const { from, to, isLate, isType } of own) {
      if (from === file && !isLate && !isType) reached.add(to);
    }
  }
  return reached;
}

function circleFrom(
  start: string,
  next: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  const before = new Map<string, string>();
  const queue = [start];
  for (const file of queue) {
    for (const to of next.get(file) ?? []) {
      if (to === start) return [to, ...wayTo(file, before)].reverse().join(' → ');
      if (before.has(to)) continue;
      before.set(to, file);
      queue.push(to);
    }
  }
  return undefined;
}

function wayTo(file: string, before: ReadonlyMap<string, string>): string[] {
  const way = [file];
  for (let at = before.get(file); at && way.length < 50; at = before.get(at)) way.push(at);
  return way;
}

function roomOf(file: string): string {
  return file.split('/').length > 2 ? file.split('/')[1]! : 'entry';
}

function shelfOf(file: string): number {
  return SHELVES.indexOf(file.split('/')[2]!);
}

function isEntry(file: string): boolean {
  return roomOf(file) === 'entry';
}

function isLater(file: string): boolean {
  return file.endsWith('.later.ts');
}

/** Without comments, which may name anything. */
function codeOf(file: string): string {
  return readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

function slashed(path: string): string {
  return relative('.', path).replaceAll('\\', '/');
}
