import { writeFileSync } from 'node:fs';
import { apiPage } from './docs/apiPage.js';
import { emitDeclarations } from './docs/declarations.js';

/**
 * Writes docs/api.md:
 *
 *     npm run docs
 */

const folder = '.cache/declarations';
emitDeclarations(folder);
writeFileSync('docs/api.md', apiPage(folder).text);
