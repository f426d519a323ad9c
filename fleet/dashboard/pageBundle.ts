import { build } from 'esbuild';

let bundle: Promise<string> | undefined;

/** The page's code in one file, made when it is first asked for. @param entry A file of TypeScript. */
export function pageBundle(entry: string): Promise<string> {
  bundle ??= made(entry).catch((error) => {
    bundle = undefined;
    throw error;
  });
  return bundle;
}

async function made(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}
