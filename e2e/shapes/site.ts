import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { preview } from 'vite';
import { installedApp } from './bundles.js';

/** An app that has installed the package, and pages of it. */
export interface Site {
  readonly folder: string;
  readonly url: string;
  /** What pages have said of themselves, by path; also where nothing drives the browser. */
  readonly told: ReadonlyMap<string, string>;
  /** Writes a page with an `<output>`, and answers its address. */
  page(name: string, body: string): string;
  stop(): Promise<void>;
}

/** Sends what the page says, or what went wrong in it. */
const TELL = `<script>
  const tell = (text) => fetch('/told' + location.pathname, { method: 'POST', body: text }).catch(() => {});
  addEventListener('error', ({ message }) => tell('error: ' + message));
  addEventListener('unhandledrejection', ({ reason }) => tell('error: ' + reason));
  addEventListener('DOMContentLoaded', () => {
    const output = document.querySelector('output');
    new MutationObserver(() => tell(output.textContent)).observe(output, { childList: true });
  });
</script>`;

/** @param name Of a folder below dist. */
export async function startSite(name: string): Promise<Site> {
  const folder = resolve('dist', name);
  await installedApp(folder);
  const told = new Map<string, string>();
  const server = await preview({
    root: folder,
    build: { outDir: folder },
    configFile: false,
    logLevel: 'error',
    preview: { port: 0 },
    plugins: [
      {
        name: 'told',
        configurePreviewServer({ middlewares }) {
          middlewares.use('/told', async (request, response) => {
            const chunks: Buffer[] = [];
            for await (const chunk of request) chunks.push(chunk as Buffer);
            told.set(request.url!, Buffer.concat(chunks).toString());
            response.writeHead(204).end();
          });
        },
      },
    ],
  });
  const url = server.resolvedUrls!.local[0]!;
  return {
    folder,
    url,
    told,
    page(path, body) {
      const head = `<meta charset="utf-8"><link rel="icon" href="data:,"><title>${path}</title>`;
      const html = `<!doctype html><html lang="en">${head}${TELL}<output></output>${body}</html>`;
      writeFileSync(join(folder, `${path}.html`), html);
      return `${url}${path}.html`;
    },
    stop: () => server.close(),
  };
}

export const script = (source: string): string => `<script type="module" src="${source}"></script>`;

/** The package as it is installed, and what else is named. */
export function importMap(others: Readonly<Record<string, string>> = {}): string {
  const subpaths = ['core', 'charts'].map((name) => [
    `tfjs-drift/${name}`,
    `./node_modules/tfjs-drift/dist/lib/${name}.js`,
  ]);
  const imports = {
    'tfjs-drift': './node_modules/tfjs-drift/dist/lib/index.js',
    ...Object.fromEntries(subpaths),
    ...others,
  };
  return `<script type="importmap">${JSON.stringify({ imports })}</script>`;
}
