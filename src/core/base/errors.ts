/** Base class of every error of this library: `name` tells which, the message what came, what was expected and what to do. */
export class DriftError extends Error {
  override name = 'DriftError';
}

/** An option or argument is out of its range or of the wrong kind. */
export class InvalidOptionError extends DriftError {
  override name = 'InvalidOptionError';
}

/** Feature rows are of the wrong width, too few, not finite or all equal. */
export class InvalidFeaturesError extends DriftError {
  override name = 'InvalidFeaturesError';
}

/** A test's statistic is no number, as of rows too far apart for float32: nothing can be said. */
export class InvalidStatisticError extends DriftError {
  override name = 'InvalidStatisticError';
}

/** An input to the model is not an image, cannot be decoded, or is not what the model takes. */
export class InvalidImageError extends DriftError {
  override name = 'InvalidImageError';
}

/** The model file is missing, is not a model, or the model has no node or layer of that name. */
export class ModelLoadError extends DriftError {
  override name = 'ModelLoadError';
}

/** A file is not a saved reference, or is damaged. */
export class InvalidReferenceFileError extends DriftError {
  override name = 'InvalidReferenceFileError';
}

/** The browser's storage has no reference of that name, or cannot be used. */
export class ReferenceStoreError extends DriftError {
  override name = 'ReferenceStoreError';
}

/** The reference was made by another model, feature node or feature width than the one watched. */
export class ReferenceMismatchError extends DriftError {
  override name = 'ReferenceMismatchError';
}

/** The reference cannot be replaced now. */
export class ReferenceUpdateError extends DriftError {
  override name = 'ReferenceUpdateError';
}

/** No tfjs backend could be started, or the one asked for is not there. */
export class BackendUnavailableError extends DriftError {
  override name = 'BackendUnavailableError';
}

/**
 * A GPU computes something else than the exact result, and tests go on in main memory; or streamed and
 * recomputed tests differ, and the recomputed ones count.
 */
export class BackendMismatchError extends DriftError {
  override name = 'BackendMismatchError';
}

/** A `GPUDevice` refused a command, or had no memory for it; a monitor goes on in main memory. */
export class DeviceError extends DriftError {
  override name = 'DeviceError';
}

/** The `GPUDevice` that tests were computed on is lost; a monitor goes on in main memory. */
export class DeviceLostError extends DeviceError {
  override name = 'DeviceLostError';
}

/** A device, backend, model or store did not answer in time; what was asked of it is given up. */
export class TimeoutError extends DriftError {
  override name = 'TimeoutError';
}

/** It was disposed of, and is of no more use. */
export class DisposedError extends DriftError {
  override name = 'DisposedError';
}

/** A part of the library that is loaded when needed cannot be had. */
export class PartLoadError extends DriftError {
  override name = 'PartLoadError';
}

/** A report or a sketch was not made, kept or delivered; monitor and app go on. */
export class ReportError extends DriftError {
  override name = 'ReportError';
}

/** An error of others by a name of ours: what happened, in words that begin a sentence, and why. */
export function named(error: unknown, what: string): DriftError {
  if (error instanceof DriftError) return error;
  return new DriftError(`${what}: ${error instanceof Error ? error.message : String(error)}`, {
    cause: error,
  });
}
