import type { Fault } from './injection.js';
import type { Outcome } from './standardRun.js';

/** In words. */
export function nameOf({ site, call, mode, isLasting }: Fault): string {
  return `${site}, call ${call}${isLasting ? ' and all later ones' : ''}: ${mode}`;
}

/**
 * What is not as it should be: a wrong verdict, an error of ours in the app, a leak; or an end that is
 * neither an alarm nor says why there is none.
 */
export function complaintsOf({ wrong, seen, leaks, end, lost }: Outcome): string[] {
  const [state] = end.split(' ');
  const isSaid = state === 'drift' || state === 'suspended' || lost >= HALF;
  return [
    ...wrong.map((what) => `wrong: ${what}`),
    ...seen.map((what) => `seen by the app: ${what}`),
    ...leaks.map((what) => `left: ${what}`),
    ...(isSaid ? [] : [`at the end: ${end}, and ${lost} inputs counted as lost`]),
  ];
}

/** Of the inputs that come drifted: with so many lost an end in calm is no wonder. */
const HALF = 7;
