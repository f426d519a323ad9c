import { writeFileSync } from 'node:fs';
import { wasmModuleSource } from './wasm/wasmModuleSource.js';

/**
 * Assembles `src/core/math/distances.wat` into `wasmModule.ts` beside it:
 *
 *     npm run wasm
 */
writeFileSync('src/core/math/wasmModule.ts', await wasmModuleSource());
