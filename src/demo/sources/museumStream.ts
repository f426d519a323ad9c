import type { MuseumPicture } from '../photos/museumPictures.js';
import { PHOTO_SIZE } from '../photos/photoSet.js';
import { resampled, type Square } from '../photos/resample.js';
import {
  REFERENCE_SIZE,
  SAMPLE,
  type Samples,
  type ShippedPhotos,
} from '../photos/shippedPhotos.js';
import { type Random, seededRandom, shuffled } from '../random.js';
import { type Disturbance, disturbed } from '../stream/disturbance.js';
import { classShares } from './photos.js';
import type { Picture, Source } from './source.js';

/** One look of the camera at one of the pictures. */
interface Shot {
  readonly picture: number;
  /** How far along its way over the picture, 0 to 1. */
  readonly along: number;
  /** How the hand held it: to the right, down and nearer, each -1 to 1. */
  readonly hand: readonly [x: number, y: number, zoom: number];
}

/** Shots by number, from 0. */
type Shots = (position: number, disturbance: Disturbance) => Shot;

/** How far a hand is off, as a share of the edge; and by how much it is nearer or further away. */
const OFF = 0.05;
const NEARER = 0.1;

/** Frames in which the camera goes over a picture: six seconds at four a second. */
const FRAMES = 24;

/** What the reference shows, and what comes live. */
const REFERENCE_SEED = -1;
const LIVE_SEED = -2;

/** Single shots that come live, in an order of the seed's, again and again. */
const LIVE = 600;

/**
 * Between the page's seed and that of the order. The first visit is to be calm, though chance alone warns once in
 * some 100 photos: of a hundred orders half bring a warning in their first 100, and this one, with the default
 * seed, none in its first 520, which are two minutes.
 */
const CALM_ORDER = -804;

/** The first picture's is easy to make out, with light and dark all over it. */
const SAMPLE_SHOT: Shot = { picture: 0, along: 0.5, hand: [0, 0, 0] };
const SAMPLES_OF_MIX = 3;

/** Single shots of the pictures, each of one drawn by lot: none tells anything of the next. */
export function museumPhotos(pictures: readonly MuseumPicture[]): ShippedPhotos {
  return shippedPhotos(pictures, 'museum', (seed) => liveShots(pictures.length, seed));
}

/** A camera that goes slowly over one picture after the other: frames resemble those before. */
export function panOverMuseum(pictures: readonly MuseumPicture[]): ShippedPhotos {
  return shippedPhotos(pictures, 'pan', (seed) => slowPan(pictures.length, seed));
}

function shippedPhotos(
  pictures: readonly MuseumPicture[],
  name: 'museum' | 'pan',
  shots: (seed: number) => Shots,
): ShippedPhotos {
  const referenceShot = (row: number): Shot => shotAt(pictures.length, REFERENCE_SEED, row);
  return {
    name,
    referenceFile: 'museum.safetensors',
    referencePicture: (row) => {
      const shot = referenceShot(row);
      return {
        label: pictures[shot.picture]!.label,
        get picture() {
          return shown(pictures, shot);
        },
      };
    },
    stream: (seed) => new MuseumStream(pictures, name, shots(seed), referenceShot),
    samples: (seed) => samplesOf(pictures, seed),
  };
}

/** Pictures by a camera over the museum's. */
class MuseumStream implements Source {
  readonly kind = 'photos';
  readonly title = 'Museum photos';
  readonly noun: 'photo' | 'frame';
  readonly sampling: 'independent' | 'video';
  readonly size = undefined;
  readonly referencePictures: Iterable<Picture> & { readonly size: number };
  readonly #pictures: readonly MuseumPicture[];
  readonly #shots: Shots;
  #number = 0;

  constructor(
    pictures: readonly MuseumPicture[],
    name: 'museum' | 'pan',
    shots: Shots,
    referenceShot: (row: number) => Shot,
  ) {
    this.#pictures = pictures;
    this.#shots = shots;
    this.noun = name === 'pan' ? 'frame' : 'photo';
    this.sampling = name === 'pan' ? 'video' : 'independent';
    const picture = (row: number): Picture => this.#picture(referenceShot(row), row + 1);
    this.referencePictures = {
      size: REFERENCE_SIZE,
      *[Symbol.iterator]() {
        for (let row = 0; row < REFERENCE_SIZE; row++) yield picture(row);
      },
    };
  }

  /** The same for the same seed, number and disturbance, whatever came before. */
  async next(disturbance: Disturbance): Promise<Picture> {
    const shot = this.#shots(this.#number++, disturbance);
    return this.#picture(shot, this.#number);
  }

  rewind(): void {
    this.#number = 0;
  }

  close(): void {}

  #picture(shot: Shot, number: number): Picture {
    const { label, right } = this.#pictures[shot.picture]!;
    const image = shown(this.#pictures, shot);
    return { number, image, caption: 'The photo shows', label, right };
  }
}

function liveShots(count: number, seed: number): Shots {
  const usual = pictureOfMix(count, seed);
  const order = shuffled(LIVE, seededRandom(seed + CALM_ORDER));
  return (position, { corruption, severity }) => {
    const shot = shotAt(count, LIVE_SEED, order[position % LIVE]!);
    const isOfMix = corruption === 'classMix' && randomAt(seed, position)() < classShares[severity];
    return isOfMix ? { ...shot, picture: usual } : shot;
  };
}

/** One of a row of shots, each of a picture drawn by lot. */
function shotAt(count: number, seed: number, position: number): Shot {
  const random = randomAt(seed, position);
  const picture = Math.floor(random() * count);
  return { picture, along: random(), hand: handBy(random) };
}

function slowPan(count: number, seed: number): Shots {
  const usual = pictureOfMix(count, seed);
  return (position, { corruption, severity }) => {
    const turn = Math.floor(position / FRAMES);
    const order = shuffled(count, randomAt(seed, Math.floor(turn / count)));
    const random = randomAt(seed + 1, turn);
    const hand = handBy(random);
    const along = ((position % FRAMES) + 0.5) / FRAMES;
    const isOfMix = corruption === 'classMix' && random() < classShares[severity];
    return { picture: isOfMix ? usual : order[turn % count]!, along, hand };
  };
}

/** The picture that a mix of one kind shows ever more of. */
function pictureOfMix(count: number, seed: number): number {
  return Math.floor(randomAt(seed, -1)() * count);
}

function randomAt(seed: number, position: number): Random {
  return seededRandom(Math.imul(seed + 2, 0x51ed270b) + position);
}

function handBy(random: Random): Shot['hand'] {
  const off = (): number => 2 * random() - 1;
  return [off(), off(), off()];
}

function shown(pictures: readonly MuseumPicture[], shot: Shot): ImageData {
  const picture = pictures[shot.picture]!;
  return resampled(picture.image, squareOf(picture, shot), PHOTO_SIZE);
}

/** What the camera sees, which ends where the picture does. */
function squareOf({ image, from, to }: MuseumPicture, { along, hand }: Shot): Square {
  const [right, down, nearer] = hand;
  const between = (edge: keyof Square): number => from[edge] * (1 - along) + to[edge] * along;
  const usual = between('size');
  const size = Math.min(usual * (1 - NEARER * nearer), image.width, image.height);
  const within = (start: number, end: number): number => Math.min(Math.max(0, start), end - size);
  return {
    x: within(between('x') + (usual - size) / 2 + OFF * right * usual, image.width),
    y: within(between('y') + (usual - size) / 2 + OFF * down * usual, image.height),
    size,
  };
}

function samplesOf(pictures: readonly MuseumPicture[], seed: number): Samples {
  const photo = shown(pictures, SAMPLE_SHOT);
  return (kind) => {
    if (kind === 'clean') return [photo];
    if (kind === 'classMix') {
      const shots = liveShots(pictures.length, seed);
      return Array.from({ length: SAMPLES_OF_MIX }, (_, position) =>
        shown(pictures, shots(position, { corruption: kind, severity: 5 })),
      );
    }
    return [disturbed(photo, { corruption: kind, severity: SAMPLE.severity }, SAMPLE.seed)];
  };
}
