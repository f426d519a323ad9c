import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FleetAnalysis } from '../analysis/fleetAnalysis.js';
import type { AnalysisOptions } from '../analysis/fleetScope.js';
import { type Answer, type Asked, RequestError, type Route } from '../receiver/answer.js';
import type { FleetStore } from '../store/fleetStore.js';
import { pageBundle } from './pageBundle.js';

export interface DashboardOptions extends AnalysisOptions {
  /**
   * Folder of pictures of the reference, named by their rows, e.g. `17.png`: PNG, JPEG or WebP. Landmarks are shown by
   * them. @defaultValue none
   */
  readonly pictures?: string;
  /** The fleet is simulated, which the page then says. @defaultValue false */
  readonly isSimulated?: boolean;
}

const FOLDER = fileURLToPath(new URL('page', import.meta.url));

/** What the page is made of may come from the receiver alone, and goes nowhere else. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  // Chart.js and the charts set sizes on their elements.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page for the team, and what it reads, as JSON and with the token for reading. Nothing here writes. */
export function dashboardRoutes(store: FleetStore, options: DashboardOptions = {}): Route[] {
  const { pictures, isSimulated = false, ...rest } = options;
  const analysis = new FleetAnalysis(store, rest);
  const read = (path: string, answer: (asked: Asked) => Promise<unknown>): Route => ({
    method: 'GET',
    path,
    access: 'read',
    answer: async (asked) => ({ body: await answer(asked) }),
  });
  return [
    ...pageRoutes(),
    read('/fleet/state', async () => ({ ...(await analysis.report()), isSimulated })),
    read('/fleet/groups', () => analysis.groups()),
    read('/fleet/landmarks', () => analysis.landmarks()),
    read('/fleet/devices', () => analysis.devices()),
    read('/fleet/device', async ({ query }) => {
      const name = query.get('device') ?? '';
      const found = name && (await analysis.device(name));
      if (found) return found;
      throw new RequestError(
        404,
        'not-found',
        `No device '${name.slice(0, 128)}' has sent anything.`,
      );
    }),
    {
      method: 'GET',
      path: '/fleet/picture',
      access: 'read',
      answer: ({ query }) => picture(pictures, query.get('row') ?? ''),
    },
  ];
}

function pageRoutes(): Route[] {
  const open = (path: string, type: string, body: () => Promise<string>): Route => ({
    method: 'GET',
    path,
    access: 'open',
    answer: async () => ({
      headers: {
        'Content-Type': `${type}; charset=utf-8`,
        'Content-Security-Policy': POLICY,
        'X-Content-Type-Options': 'nosniff',
        'Referrer-Policy': 'no-referrer',
      },
      body: await body(),
    }),
  });
  return [
    open('/', 'text/html', () => readFile(join(FOLDER, 'index.html'), 'utf8')),
    open('/dashboard.css', 'text/css', () => readFile(join(FOLDER, 'page.css'), 'utf8')),
    open('/dashboard.js', 'text/javascript', () => pageBundle(join(FOLDER, 'main.ts'))),
  ];
}

const TYPES = { png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', webp: 'image/webp' };

/** @param row Of the reference. */
async function picture(folder: string | undefined, row: string): Promise<Answer> {
  // A name of digits alone leads nowhere else.
  if (folder !== undefined && /^\d{1,9}$/.test(row)) {
    for (const [ending, type] of Object.entries(TYPES)) {
      const bytes = await readFile(join(folder, `${row}.${ending}`)).catch(() => undefined);
      if (bytes) return { headers: { 'Content-Type': type }, body: bytes };
    }
  }
  throw new RequestError(404, 'not-found', `There is no picture of row '${row.slice(0, 20)}'.`);
}
