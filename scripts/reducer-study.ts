import { reducerOnFeatures } from './studies/reducerOnFeatures.js';
import { reducerOnPhotos } from './studies/reducerOnPhotos.js';

/**
 * Measures what a whitened PCA before the test is worth, for docs/reducer.md: on shifts of the shipped
 * reference's features, or on photos that are blurred or noisy.
 *
 *     npm run reducer-study -- features [fits] [draws per fit]
 *     npm run reducer-study -- photos [trials] [first trial] [largest severity]
 */

const [study, ...numbers] = process.argv.slice(2);
const run =
  study === 'photos' ? reducerOnPhotos : study === 'features' ? reducerOnFeatures : undefined;
if (run) {
  const started = performance.now();
  await run(...numbers.map(Number));
  console.log(`${((performance.now() - started) / 1000).toFixed(0)} s`);
} else {
  console.error(`reducer-study: 'features' or 'photos' was expected, ${study ?? 'nothing'} came.`);
  process.exitCode = 1;
}
