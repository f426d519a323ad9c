const HEADINGS: Record<string, string> = {
  param: 'Parameters',
  returns: 'Returns',
  throws: 'Throws',
};

/** A doc comment as Markdown: text, then lists of parameters and errors, then the example. */
export function prose(comment: string): string {
  const text = comment
    .replace(/^\/\*\*\s?|\s*\*\/$/g, '')
    .replace(/^ *\* ?/gm, '')
    .replace(/\{@link ([^}]+)\}/g, '`$1`')
    .replace(/@defaultValue ([^\n]+)/g, 'Default: $1.');
  const [body = '', ...tags] = text.split(/^@/m);
  const parts = [body.trim()];
  for (const [name, heading] of Object.entries(HEADINGS)) {
    const items = tags.flatMap((tag) =>
      tag.startsWith(`${name} `) ? [tag.slice(name.length)] : [],
    );
    if (items.length > 0) parts.push(`${heading}:\n\n${items.map(item(name)).join('\n')}`);
  }
  const example = tags.find((tag) => tag.startsWith('example'));
  if (example) parts.push(`\`\`\`ts\n${example.slice('example'.length).trim()}\n\`\`\``);
  return parts.filter(Boolean).join('\n\n');
}

const item =
  (tag: string) =>
  (text: string): string => {
    const line = text.trim().replace(/\s*\n\s*/g, ' ');
    const [, name, rest] = /^([\w.]+)\s+(.*)$/.exec(line) ?? [];
    const isName = tag === 'param' || name?.endsWith('Error');
    return tag === 'returns' || !isName || !rest ? `- ${line}` : `- \`${name}\` ${rest}`;
  };
