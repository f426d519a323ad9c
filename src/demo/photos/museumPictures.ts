import { fetchFile } from './fetchFile.js';
import { draw } from './photoSet.js';
import type { Square } from './resample.js';

/** A view of one of the museum's photos, and how a camera goes over it. */
export interface MuseumPicture {
  /** In its full size. */
  readonly image: ImageData;
  /** What it shows, in a word. */
  readonly label: string;
  /** What the model may call it, by the first names of ImageNet's classes. */
  readonly right: readonly string[];
  /** Where the camera begins and ends. */
  readonly from: Square;
  readonly to: Square;
}

/** Middle and edge of a square, in pixels. */
type Look = readonly [x: number, y: number, edge: number];

/** A camera's way over a picture. */
interface View {
  readonly file: string;
  readonly label: string;
  readonly right: readonly string[];
  readonly from: Look;
  readonly to: Look;
}

/**
 * Where MobileNet knows what it sees. It takes the collection's other three photos, an aeroplane from above and
 * two plants, for things that they do not show.
 */
const views: readonly View[] = [
  {
    file: 'dust-bowl-home',
    label: 'Barn',
    right: ['barn'],
    from: [700, 300, 600],
    to: [790, 340, 460],
  },
  {
    file: 'french-alpine-landscape',
    label: 'Mountains',
    right: ['alp', 'valley', 'cliff'],
    from: [190, 180, 340],
    to: [470, 190, 380],
  },
  {
    file: 'march-pastoral',
    label: 'Sheep',
    right: ['ram', 'bighorn'],
    from: [440, 250, 470],
    to: [760, 250, 470],
  },
  {
    file: 'nagasaki-boats',
    label: 'Harbour',
    right: ['dock', 'boathouse', 'gondola', 'yawl', 'schooner'],
    from: [540, 410, 810],
    to: [420, 430, 740],
  },
  {
    file: 'locomotion-house-cat',
    label: 'Cat',
    right: ['Egyptian cat', 'tabby', 'tiger cat'],
    from: [770, 185, 185],
    to: [770, 275, 185],
  },
  {
    file: 'french-alpine-landscape',
    label: 'Mountains',
    right: ['alp', 'valley', 'cliff'],
    from: [600, 180, 340],
    to: [850, 190, 340],
  },
  {
    file: 'nagasaki-boats',
    label: 'Boathouse',
    right: ['boathouse', 'dock'],
    from: [220, 600, 420],
    to: [280, 580, 420],
  },
  {
    file: 'locomotion-house-cat',
    label: 'Cat',
    right: ['Egyptian cat', 'tabby', 'tiger cat'],
    from: [430, 275, 185],
    to: [600, 275, 185],
  },
];

/**
 * Eight views of photos of the Getty's, which are in the public domain; see PROVENANCE.md beside them.
 *
 * @param folder URL of the folder that they are in.
 */
export async function loadMuseumPictures(folder: string): Promise<MuseumPicture[]> {
  const files = [...new Set(views.map(({ file }) => file))];
  const images = new Map(
    await Promise.all(
      files.map(async (file) => [file, await picture(`${folder}/${file}.jpg`)] as const),
    ),
  );
  return views.map(({ file, label, right, from, to }) => ({
    image: images.get(file)!,
    label,
    right,
    from: square(from),
    to: square(to),
  }));
}

async function picture(url: string): Promise<ImageData> {
  const context = await draw(await (await fetchFile(url)).blob());
  const { width, height } = context.canvas;
  return context.getImageData(0, 0, width, height);
}

function square([x, y, size]: Look): Square {
  return { x: x - size / 2, y: y - size / 2, size };
}
