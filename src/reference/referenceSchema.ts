/** Raised when a file's meaning changes; older files are then migrated, newer ones refused. */
export const SCHEMA_VERSION = 2;

/** Tensor that holds the thresholds of one calibration. */
export const calibrationTensor = (index: number): string => `calibration.${index}`;
