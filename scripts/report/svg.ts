/** Pixels of a plot, and its margins. */
export const frame = { width: 800, left: 400, right: 20, top: 46, bottom: 40 } as const;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Attributes of an SVG element. */
type Attributes = Record<string, string | number>;

export function element(name: string, attributes: Attributes, content = ''): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`);
  return `<${name}${list.join('')}>${content}</${name}>`;
}

export function text(x: number, y: number, content: string, attributes: Attributes = {}): string {
  return element('text', { x, y, fill: '#222', 'font-size': 13, ...attributes }, escaped(content));
}

/** A whole plot on white, readable in light and dark pages. */
export function svg(height: number, title: string, parts: readonly string[]): string {
  const { width } = frame;
  const background = element('rect', { width, height, fill: '#fff' });
  const heading = text(16, 26, title, { 'font-size': 15, 'font-weight': 600 });
  return `${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'font-family': 'system-ui, sans-serif',
    },
    [element('title', {}, escaped(title)), background, heading, ...parts].join('\n'),
  )}\n`;
}

/** From values to pixels on a log axis. */
export function logScale(low: number, high: number): (value: number) => number {
  const span = frame.width - frame.left - frame.right;
  return (value) => {
    const share = Math.log(value / low) / Math.log(high / low);
    return frame.left + span * Math.min(1, Math.max(0, share));
  };
}

/** Vertical grid lines with their values below. */
export function grid(
  ticks: readonly number[],
  scale: (value: number) => number,
  bottom: number,
  label: string,
): string[] {
  const lines = ticks.flatMap((tick) => {
    const x = scale(tick);
    return [
      element('line', { x1: x, x2: x, y1: frame.top, y2: bottom, stroke: '#ddd' }),
      text(x, bottom + 16, String(tick), { 'text-anchor': 'middle', 'font-size': 12 }),
    ];
  });
  const middle = (frame.left + frame.width - frame.right) / 2;
  return [...lines, text(middle, bottom + 33, label, { 'text-anchor': 'middle', 'font-size': 12 })];
}
