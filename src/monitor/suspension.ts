import {
  DeviceError,
  DeviceLostError,
  DisposedError,
  InvalidOptionError,
  PartLoadError,
  ReferenceMismatchError,
  TimeoutError,
} from '../core/base/errors.js';

/** Why nothing is tested, even if inputs come. */
export type SuspendedCode =
  | 'paused'
  | 'disposed'
  | 'inputs-refused'
  | 'inputs-failed'
  | 'model-lost'
  | 'wrong-model'
  | 'wrong-options'
  | 'part-missing'
  | 'no-answer'
  | 'device-lost'
  | 'device-failed'
  | 'failed';

/** Why nothing is tested. */
export interface Suspension {
  readonly code: SuspendedCode;
  readonly reason: string;
}

/** That a monitor is suspended by an error. */
export function suspensionBy(error: unknown): Suspension {
  const reason = error instanceof Error ? error.message : String(error);
  return { code: codeOf(error), reason };
}

function codeOf(error: unknown): SuspendedCode {
  if (error instanceof ReferenceMismatchError) return 'wrong-model';
  if (error instanceof InvalidOptionError) return 'wrong-options';
  if (error instanceof PartLoadError) return 'part-missing';
  if (error instanceof TimeoutError) return 'no-answer';
  if (error instanceof DeviceLostError) return 'device-lost';
  return error instanceof DeviceError ? 'device-failed' : 'failed';
}

export const PAUSED: Suspension = { code: 'paused', reason: 'The monitor is paused.' };

export const DISPOSED: Suspension = { code: 'disposed', reason: 'The monitor was disposed of.' };

/** @throws DisposedError */
export function requireAlive(isDisposed: boolean): void {
  if (isDisposed) throw new DisposedError(`${DISPOSED.reason} Make another.`);
}
