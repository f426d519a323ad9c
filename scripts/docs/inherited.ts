/**
 * One class of two: what an entry adds to a class of the library, or gives another signature, in place
 * of the class's own. Added members come before the first static one.
 *
 * @param base Lines of a declared class.
 * @param derived Lines of the class that extends it.
 */
export function withInherited(base: readonly string[], derived: readonly string[]): string[] {
  const own = membersOf(derived);
  const inherited = membersOf(base);
  const names = new Set(inherited.map(({ name }) => name));
  const added = own.filter(({ name }) => !names.has(name));
  const members = inherited.map((member) => own.find(({ name }) => name === member.name) ?? member);
  const firstStatic = members.findIndex(({ lines }) =>
    lines.some((line) => /^ {4}static \w/.test(line)),
  );
  members.splice(firstStatic < 0 ? members.length : firstStatic, 0, ...added);
  const head = derived[0]!.replace(/ extends \w+/, '');
  return [head, ...members.flatMap(({ lines }) => lines), '}'];
}

interface Member {
  readonly name: string;
  readonly lines: readonly string[];
}

/** Members of an emitted class, each with its comment: they end at the indentation they begin at. */
function membersOf(lines: readonly string[]): Member[] {
  const members: Member[] = [];
  let present: string[] = [];
  for (const line of lines.slice(1, -1)) {
    present.push(line);
    if (!/^ {4}\S.*;$|^ {4}\}.*;$/.test(line) || /^ {4}\*/.test(line)) continue;
    const code = present.find((one) => /^ {4}(?!\/?\*)\S/.test(one))!;
    const name = /^ {4}(?:(?:static|protected|readonly|get|set) )*([\w#[\].]+)/.exec(code)![1]!;
    members.push({ name, lines: present });
    present = [];
  }
  return members;
}
