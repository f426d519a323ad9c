import { convertModel } from './model/convert.js';
import { verifyModel } from './model/verify.js';

/**
 * Makes the GraphModel that ships with the repository again, and compares it with the model it is made
 * from:
 *
 *     npm run model
 *
 * Needs the CIFAR-10 sprite of `npm run photos`.
 */

convertModel();
const failures = await verifyModel();
for (const failure of failures) console.error(`FAILED: ${failure}`);
process.exitCode = failures.length === 0 ? 0 : 1;
