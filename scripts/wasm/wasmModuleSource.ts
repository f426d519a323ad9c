import { readFileSync } from 'node:fs';
import wabt from 'wabt';

/** What `src/core/math/wasmModule.ts` must hold: the module of `distances.wat`, as text. */
export async function wasmModuleSource(): Promise<string> {
  const { parseWat } = await wabt();
  const source = readFileSync('src/core/math/distances.wat', 'utf8');
  const parsed = parseWat('distances.wat', source, { simd: true });
  parsed.validate();
  const { buffer } = parsed.toBinary({});
  parsed.destroy();
  const text = Buffer.from(buffer).toString('base64');
  return [
    '/** The module of `distances.wat` in base64; `npm run wasm` writes it. */',
    'export const wasmModule =',
    `  '${text}';`,
    '',
  ].join('\n');
}
