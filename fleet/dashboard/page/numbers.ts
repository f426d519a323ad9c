/** A distance with three digits, and a real minus. */
export function distance(value: number): string {
  const rounded = Math.abs(value) < 5e-6 ? 0 : Number(value.toPrecision(2));
  return String(
    Math.abs(rounded) < 1e-4 && rounded !== 0 ? rounded.toExponential(0) : rounded,
  ).replace('-', '−');
}

/** @param p 0 to 1. */
export function chance(p: number): string {
  return p < 0.001 ? 'p\u00a0<\u00a0.001' : `p\u00a0${p.toFixed(3).replace(/^0/, '')}`;
}

/** By how many percent inputs like a picture come more or less often. */
export function byShare(relative: number): string {
  const percent = Math.round(100 * Math.abs(relative));
  return `${percent} % ${relative < 0 ? 'less' : 'more'} often`;
}

export function whole(count: number): string {
  return count.toLocaleString('en-GB');
}

/** In UTC, e.g. `Tue 24 Nov, 12:00`. */
export function moment(time: number): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(time);
}

/** In UTC, e.g. `Tue 24`. */
export function day(time: number): string {
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options }).format(time);
  return `${part({ weekday: 'short' })} ${part({ day: 'numeric' })}`;
}

export function duration(ms: number): string {
  const hours = ms / 3_600_000;
  if (hours < 48) return `${Math.round(hours)} hours`;
  return `${Math.round(hours / 24)} days`;
}
