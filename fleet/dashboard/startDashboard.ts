import { join } from 'node:path';
import { type Fleet, startFleet } from '../main.js';
import type { FleetOptions } from '../options.js';
import type { DemoFleet } from '../simulate/demoFleet.js';
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
    const simulation = demo ? await simulated(fleet, data, onFilling) : undefined;
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

/** Loaded only here: it needs the photos of the demo. */
async function simulated(
  { store }: Fleet,
  folder: string,
  onFilling: () => void,
): Promise<DemoFleet> {
  onFilling();
  const { startDemoFleet } = await import('../simulate/demoFleet.js');
  return startDemoFleet(store, { folder });
}
