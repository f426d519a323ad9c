import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { withInherited } from './inherited.js';

/** A public name of the package, as its type declarations have it. */
export interface Declaration {
  readonly name: string;
  /** Its doc comment, with `/**` and all; empty where it has none. */
  readonly comment: string;
  /** What a user may call or read. */
  readonly code: string;
}

/**
 * Names that a declaration file exports, with the file each is exported from.
 *
 * @param file An entry of emitted declarations (`.d.ts`), one statement a line.
 */
export function exportsOf(file: string): Map<string, string> {
  const found = new Map<string, string>();
  const text = readFileSync(file, 'utf8');
  for (const [, from] of text.matchAll(/^export \* from '(.*)';/gm)) {
    for (const [name, source] of exportsOf(fileOf(file, from!))) found.set(name, source);
  }
  for (const [, names, from] of text.matchAll(/^export (?:type )?\{([^}]*)\} from '(.*)';/gm)) {
    for (const name of listed(names!)) found.set(name, fileOf(file, from!));
  }
  for (const name of declaredIn(text)) found.set(name, file);
  return found;
}

/** @throws Error where the file neither declares the name nor says where it comes from. */
export function declarationOf(name: string, file: string): Declaration {
  const lines = readFileSync(file, 'utf8').split('\n');
  const starts = lines.flatMap((line, at) => (declares(line, name) ? [at] : []));
  const [first] = starts;
  if (first === undefined) {
    const text = lines.join('\n');
    const from = new RegExp(`^import (?:type )?\\{[^}]*\\b${name}\\b[^}]*\\} from '(.*)';`, 'm');
    const elsewhere = from.exec(text)?.[1];
    if (!elsewhere) throw new Error(`${file} does not declare ${name}.`);
    return declarationOf(name, fileOf(file, elsewhere));
  }
  const parts = starts.map((start) => lines.slice(start, endOf(lines, start) + 1));
  const base = baseOf(parts[0]!, lines, file);
  if (base) {
    const code = publicPart(withInherited(base, asClass(parts)));
    return { name, comment: commentBefore(lines, first), code };
  }
  const code = parts.map(publicPart).join('\n');
  return { name, comment: commentBefore(lines, first), code };
}

/** Of a class that extends another one of the library: that one, by the name it is imported as. */
function baseOf(
  declared: readonly string[],
  lines: readonly string[],
  file: string,
): readonly string[] | undefined {
  const local = /^export (?:declare class \w+ extends|type \w+ =) (\w+)/.exec(declared[0]!)?.[1];
  if (!local) return undefined;
  const imported = new RegExp(
    `^import (?:type )?\\{[^}]*?\\b(\\w+) as ${local}\\b[^}]*\\} from '(.*)';`,
    'm',
  );
  const [, name, from] = imported.exec(lines.join('\n')) ?? [];
  if (!name || !from?.startsWith('.')) return undefined;
  const text = readFileSync(fileOf(file, from), 'utf8').split('\n');
  const start = text.findIndex((line) => declares(line, name));
  return text.slice(start, endOf(text, start) + 1);
}

/** A class; of one that is loaded later, the type of its instances and what makes them. */
function asClass([declared, maker]: readonly (readonly string[])[]): readonly string[] {
  if (!maker) return declared!;
  const [, name] = DECLARES.exec(declared![0]!)!;
  const members = maker.slice(1, -1).map((line) => line.replace(/^ {4}(?=\w)/, '    static '));
  return [`export declare class ${name} extends Base {`, ...members, '}'];
}

const DECLARES = /^export (?:declare )?(?:abstract )?(?:class|function|const|interface|type) (\w+)/;

function declares(line: string, name: string): boolean {
  return DECLARES.exec(line)?.[1] === name;
}

function declaredIn(text: string): string[] {
  return text.split('\n').flatMap((line) => DECLARES.exec(line)?.[1] ?? []);
}

function listed(names: string): string[] {
  return names
    .split(',')
    .map((name) => name.trim().replace(/^type /, ''))
    .filter(Boolean);
}

function fileOf(importer: string, specifier: string): string {
  return resolve(dirname(importer), specifier.replace(/\.js$/, '.d.ts'));
}

/** Emitted statements end where their brackets are closed, with `}` or `;`. */
function endOf(lines: readonly string[], start: number): number {
  let depth = 0;
  for (let at = start; at < lines.length; at++) {
    const line = lines[at]!.replace(/\/\*.*?\*\/|'[^']*'/g, '');
    if (/^\s*(\/?\*)/.test(line)) continue;
    for (const character of line) {
      if ('{(['.includes(character)) depth++;
      if ('})]'.includes(character)) depth--;
    }
    if (depth === 0 && /[;}]$/.test(line)) return at;
  }
  throw new Error(`The declaration does not end: ${lines[start]}`);
}

function commentBefore(lines: readonly string[], at: number): string {
  if (!lines[at - 1]?.trimEnd().endsWith('*/')) return '';
  let start = at - 1;
  while (!lines[start]!.trimStart().startsWith('/**')) start--;
  return lines.slice(start, at).join('\n');
}

function publicPart(lines: readonly string[]): string {
  return lines
    .join('\n')
    .replace(
      /(?: {4}\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)? {4}(?:#private;|(?:private|protected|static \[Symbol)\b.*;)\n/g,
      '',
    )
    .replace(/^export (declare )?/, '')
    .replaceAll('    ', '  ');
}
