import { kernelsOnPhotos } from './studies/kernelsOnPhotos.js';

/**
 * Measures how well each kernel tells blurred and noisy photos from clean ones, for
 * docs/choosing-settings.md:
 *
 *     npm run kernel-study -- [trials]
 */
await kernelsOnPhotos(Number(process.argv[2] ?? 100));
