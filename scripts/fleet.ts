import { fileURLToPath } from 'node:url';
import { installDependencies, isInstalled } from './build/installed.js';

/**
 * Starts the receiver of a fleet's sketches and the page for the team on an embedded store, and says where; where no
 * store is named, with a simulated fleet in a store of its own:
 *
 *     npm run fleet
 *     npm run fleet -- --port 8787 --data fleet-data
 *     npm run fleet -- install
 *
 * `fleet/README.md` lists the flags. Its dependencies (70 MB) are no dependencies of this package, and are
 * installed here where they are missing; `install` does no more than that.
 */

const FOLDER = fileURLToPath(new URL('../fleet', import.meta.url));

const [first, ...rest] = process.argv.slice(2);

if (!isInstalled(FOLDER)) {
  console.log('Installing what the fleet needs (DuckDB, 70 MB) in fleet/node_modules …');
  installDependencies(FOLDER);
}

if (first !== 'install') {
  const { fleetOptions } = await import('../fleet/options.js');
  const { startDashboard } = await import('../fleet/dashboard/startDashboard.js');
  const args = first === undefined ? [] : [first, ...rest];
  const options = fleetOptions(args, process.env);
  const fleet = await startDashboard(options, () => {
    console.log(`Simulating a fleet in ${options.data} …`);
  });
  if (options.demo) {
    console.log(`${fleet.simulated} sketches of devices that do not exist are in ${options.data}.`);
    console.log('For your own devices: npm run fleet -- --data fleet-data');
  }
  console.log(`Sketches go to ${fleet.url}/sketches`);
  console.log(`The page for the team: ${fleet.dashboardUrl}`);
  if (fleet.tokenFile) console.log(`The tokens for writing and reading are in ${fleet.tokenFile}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      fleet.close().then(
        () => process.exit(0),
        (error) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
  }
}
