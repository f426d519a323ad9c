/** What an app asks of `session.run`, and what is asked besides. */

/** Arguments of `run` after the feeds: names or tensors to fetch, or neither, and options. */
export type RunArguments = readonly unknown[];

export interface Request {
  /** Outputs that the app gets. */
  readonly names: readonly string[];
  /** Arguments with these outputs besides. */
  with(extra: readonly string[]): RunArguments;
}

/**
 * @param outputs Those of the session.
 * @param hidden Those that the app does not know of, and gets by name alone.
 */
export function requestOf(
  given: RunArguments,
  outputs: readonly string[],
  hidden: readonly string[],
): Request {
  const [first, options] = given;
  if (Array.isArray(first)) {
    return { names: first, with: (extra) => [[...first, ...extra], options] };
  }
  if (isFetches(first, outputs)) {
    const asked = (extra: readonly string[]) =>
      Object.fromEntries(extra.map((name) => [name, null]));
    return { names: Object.keys(first), with: (extra) => [{ ...first, ...asked(extra) }, options] };
  }
  const names = outputs.filter((name) => !hidden.includes(name));
  const isAll = (extra: readonly string[]) => names.length + extra.length === outputs.length;
  return {
    names,
    with: (extra) => (isAll(extra) ? given : [[...names, ...extra], ...given]),
  };
}

/** ONNX Runtime tells outputs to fetch from options by the names in them. */
function isFetches(value: unknown, outputs: readonly string[]): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return outputs.some((name) => Object.hasOwn(value, name));
}
