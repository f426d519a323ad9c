import { writeCifar10 } from './photos/cifar10.js';
import { copyMuseumPhotos } from './photos/museum.js';

/**
 * Makes the photos of the demo and the tests again:
 *
 *     npm run photos
 */

writeCifar10();
copyMuseumPhotos();
