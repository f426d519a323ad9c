/**
 * Blue for the reference, orange for live data, red for alarms: the pairs stay apart for the
 * colour-blind (Okabe & Ito, "Color Universal Design", 2008). Shapes differ as well.
 */
export const palette = {
  reference: '0, 114, 178',
  live: '213, 94, 0',
  statistic: '0, 114, 178',
  pValue: '213, 94, 0',
  threshold: '120, 120, 120',
} as const;

/** @param opacity 0 to 1. */
export function colour(name: keyof typeof palette, opacity = 1): string {
  return `rgba(${palette[name]}, ${opacity})`;
}
