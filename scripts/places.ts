import { readFileSync } from 'node:fs';
import type { Page } from 'playwright';
import { rowOf } from '../src/core/base/derivedRows.js';
import { witnessAt } from '../src/core/explain/witness.js';
import type { CorruptionName, Severity } from '../src/demo/corruption/corrupt.js';
import { Reference } from '../src/reference/reference.js';
import { inLab } from './browser/lab.js';
import { markdownTable } from './report/markdownTable.js';

/**
 * Measures where heat maps say that disturbances of the demo's photos are, and takes their picture in docs/images:
 *
 *     npm run places
 */

const REFERENCE = 'public/models/mobilenet_v1_1.0_224/reference.safetensors';
const PICTURE = 'docs/images/places.jpg';

/** Photos of each kind, after those that the reference was made from; all in one window. */
const PHOTOS = { from: 700, count: 20 };

/** Of the reference's photos, those that the mean map is made from: every so many. */
const EVERY = 15;

/** Inputs of each kind in the picture. */
const SHOWN = 3;

type Quarter = 0 | 1 | 2 | 3;

interface Kind {
  readonly name: string;
  readonly corruption?: readonly [CorruptionName, Severity];
  /** 0 is the upper left one, 3 the lower right one. */
  readonly finger?: Quarter;
}

const KINDS: readonly Kind[] = [
  { name: 'none' },
  { name: 'finger, top left', finger: 0 },
  { name: 'finger, top right', finger: 1 },
  { name: 'finger, bottom left', finger: 2 },
  { name: 'finger, bottom right', finger: 3 },
  { name: 'dirty lens', corruption: ['occlusion', 3] },
  { name: 'blur', corruption: ['gaussianBlur', 4] },
  { name: 'noise', corruption: ['gaussianNoise', 4] },
  { name: 'dusk', corruption: ['brightness', 4] },
  { name: 'low contrast', corruption: ['contrast', 4] },
  { name: 'warm light', corruption: ['colorCast', 4] },
  { name: 'JPEG artefacts', corruption: ['jpegArtefacts', 4] },
];

/** What the page says of one input: with the mean map of the reference, and without. */
interface Seen {
  readonly row: readonly number[];
  readonly shares: readonly number[];
  readonly plain: readonly number[];
  readonly where: string | undefined;
}

await inLab(async (page) => {
  const reference = await Reference.fromFile(new Blob([readFileSync(REFERENCE)]));
  await layOut(page);
  const rows: string[][] = [];
  for (const kind of KINDS) rows.push(tableRow(kind, await seen(page, kind), reference));
  const titles = ['kind', 'where', 'shares add up to', 'of the change', 'by quarter', 'without'];
  process.stdout.write(`${markdownTable(titles, rows)}\n`);
  await page.locator('#places').screenshot({ path: PICTURE, type: 'jpeg', quality: 85 });
});

function tableRow(kind: Kind, inputs: readonly Seen[], { features, mean, bandwidth }: Reference) {
  const live = {
    values: Float32Array.from(inputs.flatMap(({ row }) => row)),
    count: inputs.length,
    width: features.width,
  };
  const of = { reference: features, live, kernel: 'gaussian', bandwidth } as const;
  const words = new Map<string, number>();
  for (const { where = 'nowhere' } of inputs) words.set(where, (words.get(where) ?? 0) + 1);
  const sums = inputs.map(({ shares }) => shares.reduce((sum, share) => sum + share, 0));
  const lost = inputs.map((_, at) => witnessAt(of, mean) - witnessAt(of, rowOf(live, at)));
  const average = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const quarters = (which: 'shares' | 'plain') =>
    quartersOf(inputs.map((input) => input[which]))
      .map((part) => Math.round(100 * part))
      .join(', ');
  return [
    kind.name,
    [...words].map(([where, count]) => `${where} ${count}`).join(', '),
    average(sums).toFixed(3),
    (average(sums) / average(lost)).toFixed(2),
    quarters('shares'),
    quarters('plain'),
  ];
}

/** Parts of the mean of maps in each quarter; the middle row and column are halved. */
function quartersOf(maps: readonly (readonly number[])[]): number[] {
  const side = Math.sqrt(maps[0]!.length);
  const quarters = [0, 0, 0, 0];
  for (const shares of maps) {
    for (const [place, share] of shares.entries()) {
      const [x, y] = [(place % side) + 0.5, Math.floor(place / side) + 0.5];
      const right = Math.min(1, Math.max(0, x - side / 2 + 0.5));
      const bottom = Math.min(1, Math.max(0, y - side / 2 + 0.5));
      quarters[0]! += share * (1 - right) * (1 - bottom);
      quarters[1]! += share * right * (1 - bottom);
      quarters[2]! += share * (1 - right) * bottom;
      quarters[3]! += share * right * bottom;
    }
  }
  const whole = quarters.reduce((sum, part) => sum + part, 0);
  return quarters.map((part) => part / whole);
}

function layOut(page: Page): Promise<void> {
  return page.evaluate(
    async ([every, until]) => {
      const { drift, layers, loadPhotoSet, mobilenet, places } = window.lab;
      const model = await mobilenet.loadMobileNet({
        modelUrl: '/models/mobilenet_v1_1.0_224/model.json',
      });
      const file = await fetch('/models/mobilenet_v1_1.0_224/reference.safetensors');
      const reference = await drift.Reference.fromFile(await file.blob());
      const photos = await loadPhotoSet('/photos/cifar10');
      const mapOf = layers.featureMaps(model);
      const pictures = Array.from({ length: until / every }, (_, at) => photos.photo(every * at));
      const normal = await places.placesReference(mapOf, pictures);
      const sheet = document.body.appendChild(document.createElement('div'));
      sheet.id = 'places';
      sheet.style.cssText =
        'display:grid;grid-template-columns:1fr 1fr;gap:6px 18px;width:1010px;padding:6px;background:white;' +
        'font:13px/1.2 sans-serif';
      Object.assign(window, { laidOut: { model, reference, photos, mapOf, normal, sheet } });
    },
    [EVERY, 600] as const,
  );
}

function seen(page: Page, kind: Kind): Promise<Seen[]> {
  return page.evaluate(
    async ([{ name, corruption, finger }, { from, count }, shown]) => {
      const { corruptPhoto, drift, places } = window.lab;
      // biome-ignore lint/suspicious/noExplicitAny: what layOut has left on the page
      const { model, reference, photos, mapOf, normal, sheet } = (window as any).laidOut;
      const monitor = new drift.DriftMonitor({
        reference,
        windowSize: count,
        sampling: 'independent',
        policy: drift.pValuePolicy(),
        keepThumbnails: 224,
      });
      const watched = monitor.wrap(model) as { classify(image: ImageData): Promise<unknown> };
      for (let at = from; at < from + count; at++) {
        let photo: ImageData = photos.photo(at);
        if (corruption) photo = corruptPhoto(photo, ...corruption, at);
        if (finger !== undefined) {
          const context = new OffscreenCanvas(224, 224).getContext('2d')!;
          context.putImageData(photo, 0, 0);
          const [x, y] = [50 + 124 * (finger % 2), 50 + 124 * (finger >> 1)];
          const skin = context.createRadialGradient(x, y, 0, x, y, 66);
          skin.addColorStop(0, 'rgb(112, 66, 52)');
          skin.addColorStop(0.75, 'rgb(120, 72, 58)');
          skin.addColorStop(1, 'rgba(120, 72, 58, 0)');
          context.fillStyle = skin;
          context.fillRect(0, 0, 224, 224);
          photo = context.getImageData(0, 0, 224, 224);
        }
        await watched.classify(photo);
      }
      await monitor.idle();
      const rows = monitor.window.rows();
      const maps = new Map();
      const found = await places.driftPlaces(
        monitor,
        async (picture) => {
          maps.set(picture, await mapOf(picture));
          return maps.get(picture);
        },
        { reference: normal, count },
      );
      const plain = await places.driftPlaces(monitor, (picture) => maps.get(picture), { count });
      const line = sheet.appendChild(document.createElement('div'));
      line.style.cssText = 'display:flex;gap:3px;align-items:center';
      const title = line.appendChild(document.createElement('span'));
      title.style.width = '68px';
      title.textContent = name;
      for (const input of found.slice(0, shown)) {
        for (const picture of [input.thumbnail!, places.heatMapOver(input)]) {
          const canvas = line.appendChild(document.createElement('canvas'));
          canvas.width = canvas.height = 68;
          canvas.getContext('2d')!.drawImage(picture, 0, 0, 68, 68);
        }
      }
      await monitor.dispose();
      return found.map(({ sample, shares, where }, at) => ({
        row: [...rows[sample - 1]!],
        shares: [...shares],
        plain: [...plain[at]!.shares],
        where,
      }));
    },
    [kind, PHOTOS, SHOWN] as const,
  );
}
