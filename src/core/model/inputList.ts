import { InvalidOptionError } from '../base/errors.js';
import { patiently } from '../base/patience.js';

/** Where the inputs come from that a reference is fitted from. */
export type InputList<Input> = Iterable<Input> | AsyncIterable<Input>;

/** @throws {@link InvalidOptionError} for one input alone, or what is still to be called or awaited. */
export function requireInputList(inputs: unknown): void {
  const { [Symbol.iterator]: some, [Symbol.asyncIterator]: later } = Object(inputs);
  if (typeof inputs !== 'string' && (some || later)) return;
  const remedy =
    typeof inputs === 'function'
      ? 'call it'
      : inputs instanceof Promise
        ? 'await it'
        : 'put what is one input into an array, [input]';
  throw new InvalidOptionError(
    `inputs: an array, iterable or async iterable was expected, ` +
      `${Object.prototype.toString.call(inputs)} came; ${remedy}.`,
  );
}

/**
 * The inputs, one after another, also promised ones. Each is waited for until the signal, as nobody knows
 * when a camera will give its next frame.
 *
 * @throws The signal's reason, when aborted.
 */
export async function* eachInput<Input>(
  inputs: InputList<Input>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Input, void> {
  const iterator =
    Symbol.asyncIterator in inputs ? inputs[Symbol.asyncIterator]() : inputs[Symbol.iterator]();
  const wait = <Value>(promise: Value | PromiseLike<Value>): Promise<Value> =>
    patiently(Promise.resolve(promise), 'The next input', { ms: Infinity, signal });
  let isOver = false;
  try {
    while (true) {
      signal?.throwIfAborted();
      const { done, value } = await wait(iterator.next());
      isOver = done === true;
      if (isOver) return;
      yield await wait(value as Input);
    }
  } finally {
    // One that never gives its next input never ends, either.
    if (!isOver) Promise.resolve(iterator.return?.()).catch(() => {});
  }
}

/** How many there are, where the list tells. */
export function sizeOf(inputs: object): number | undefined {
  const { length, size } = inputs as { length?: number; size?: number };
  return length ?? size;
}
