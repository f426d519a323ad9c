import { writeFileSync } from 'node:fs';
import { apiPage } from './apiPage.js';
import { emitDeclarations } from './declarations.js';

/** Writes docs/api.md. */
const folder = '.cache/declarations';
emitDeclarations(folder);
writeFileSync('docs/api.md', apiPage(folder).text);
