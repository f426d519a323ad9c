import { join } from 'node:path';
import { type Fleet, startFleet } from '../main.js';
import type { FleetOptions } from '../options.js';
import { startDemoFleet } from '../simulate/demoFleet.js';
import { dashboardRoutes } from './dashboardRoutes.js';

export interface TeamFleet extends Fleet {
  /** With the token for reading, which the page takes out of its address at once. */
  readonly dashboardUrl: string;
  /** Sketches that were simulated now. */
  readonly simulated: number;
}

/**
 * The receiver, and the page for the team at its root; with `demo` on a simulated fleet.
 *
 * @throws What `startFleet` does.
 */
export async function startDashboard(
  options: FleetOptions,
  onFilling: () => void = () => {},
): Promise<TeamFleet> {
  const { demo, data } = options;
  const pictures = options.pictures || join(data, 'pictures');
  const fleet = await startFleet(options, (store) =>
    dashboardRoutes(store, { pictures, isSimulated: demo }),
  );
  const [token = ''] = fleet.tokens.read;
  try {
    if (demo) onFilling();
    const simulation = demo ? await startDemoFleet(fleet.store, { folder: data }) : undefined;
    return {
      ...fleet,
      dashboardUrl: `${fleet.url}/#${new URLSearchParams({ token })}`,
      simulated: simulation?.sketches ?? 0,
      close: async () => {
        simulation?.stop();
        await fleet.close();
      },
    };
  } catch (error) {
    await fleet.close();
    throw error;
  }
}
