/** Flags as the WebGPU specification fixes them: the lib types that this room compiles with name none. */

export const usage = {
  MAP_READ: 0x1,
  COPY_SRC: 0x4,
  COPY_DST: 0x8,
  UNIFORM: 0x40,
  STORAGE: 0x80,
} as const;

/** Of `mapAsync`. */
export const READ = 0x1;

/** A shader stage. */
export const COMPUTE = 0x4;
