import { mkdirSync, writeFileSync } from 'node:fs';
import type { Page } from 'playwright';
import { corruptions } from '../src/demo/corruption/corrupt.js';
import { defaultMonitorSettings } from '../src/demo/settings/settings.js';
import type { DisturbanceName } from '../src/demo/stream/disturbance.js';
import { inLab } from './browser/lab.js';
import { markdownTable } from './report/markdownTable.js';

/**
 * What the demo's alarms say of each of its disturbances, with a picture of each, for docs/explained.md:
 *
 *     npm run explained
 */

const PAGE = 'docs/explained.md';
const PICTURES = 'docs/images/explained';

const SEVERITY = 4;
/** Museum photos before the disturbance begins, and with it. */
const CALM = 40;
const DISTURBED = 40;

interface Told {
  /** Photos from the beginning of the disturbance to the alarm; undefined where none came. */
  readonly alarmAfter: number | undefined;
  readonly kind: string;
  readonly different: string;
  readonly where: string;
  readonly harm: string;
  readonly why: string;
  /** Guesses that were right, of the disturbed photos. */
  readonly right: number;
  /** A data URL: the most drifted input, and its heat map. */
  readonly picture: string;
}

const kinds: readonly [DisturbanceName, string][] = [
  ...Object.entries(corruptions).map(([name, { label }]) => [name, label] as const),
  ['classMix', 'Class mix'] as const,
].map(([name, label]) => [name as DisturbanceName, label]);

mkdirSync(PICTURES, { recursive: true });
await inLab(async (page) => {
  const rows: string[][] = [];
  for (const [name, label] of kinds) {
    const told = await toldOf(page, name);
    const file = `${PICTURES}/${name}.jpg`;
    writeFileSync(file, Buffer.from(told.picture.split(',')[1]!, 'base64'));
    rows.push([
      label,
      `<img src="images/explained/${name}.jpg" width="200" alt="${label}: the most drifted photo, and its heat map" />`,
      told.alarmAfter === undefined ? 'none' : `${told.alarmAfter}`,
      `${told.different} ${told.where}`.trim(),
      `**${told.harm}**: ${told.why}`,
      `${told.right} of ${DISTURBED}`,
    ]);
    console.log(
      label,
      told.alarmAfter,
      told.different,
      told.where,
      told.harm,
      told.why,
      told.right,
    );
  }
  const titles = [
    'disturbance',
    'the most drifted photo, and where',
    'alarm after',
    'what is different',
    'does it matter?',
    'right',
  ];
  writeFileSync(PAGE, pageOf(markdownTable(titles, rows)));
});

function toldOf(page: Page, corruption: DisturbanceName): Promise<Told> {
  return page.evaluate(
    async ([corruption, severity, calm, disturbed, settings]) => {
      const { drift, mobilenet, places } = window.lab;
      const { disturbedPicture, firstName, LiveInputs, loadMuseumPictures } = window.lab.demo;
      const { Meaning, museumPhotos, Places } = window.lab.demo;
      const folder = '/models/mobilenet_v1_1.0_224';
      const model = await mobilenet.loadMobileNet({ modelUrl: `${folder}/model.json` });
      const file = await fetch(`${folder}/museum.safetensors`);
      const reference = await drift.Reference.fromFile(await file.blob());
      const photos = museumPhotos(await loadMuseumPictures('/photos/museum'));
      const meaning = new Meaning();
      const inputs = new LiveInputs();
      const monitor = new drift.DriftMonitor({
        reference,
        sampling: 'independent',
        seed: settings.seed,
        windowSize: settings.window,
        falseAlarms: { perSamples: settings.alarms },
        keepThumbnails: 128,
        explain: meaning.explain,
      });
      let alarm: number | undefined;
      monitor.on('alarm', ({ samples }) => {
        alarm ??= samples;
      });
      const watched = monitor.wrap(model);
      const stream = photos.stream(settings.seed);
      let right = 0;
      for (let at = 0; at < calm + disturbed; at++) {
        const disturbance = { corruption, severity: at < calm ? 0 : severity } as const;
        const picture = (await stream.next(disturbance))!;
        const seen = disturbedPicture(picture.image, disturbance, picture.number);
        const [guess] = await watched.classify(seen, 1);
        const isRight = picture.right!.includes(firstName(guess!.className));
        if (at >= calm && isRight) right++;
        await monitor.idle();
        const { samples } = monitor.status;
        inputs.remember(samples, { guess: undefined, isRight, seen });
        meaning.label(samples, inputs);
      }
      const { explanation, harm, kind } = monitor.status.lastVerdict!;
      const found = await new Places(model).find(
        monitor,
        {
          reference,
          origin: { kind: 'shipped', from: stream, file: 'museum.safetensors' },
          picture: photos.referencePicture,
        },
        inputs,
        6,
      );
      const counts = new Map<string, number>();
      for (const { where } of found) {
        if (where) counts.set(where, (counts.get(where) ?? 0) + 1);
      }
      const [most] = [...counts].sort(([, a], [, b]) => b - a);
      const canvas = new OffscreenCanvas(200, 98);
      const context = canvas.getContext('2d')!;
      context.fillStyle = 'white';
      context.fillRect(0, 0, 200, 98);
      const [first] = found;
      context.drawImage(first!.thumbnail!, 0, 0, 98, 98);
      context.drawImage(places.heatMapOver(first!), 102, 0, 98, 98);
      const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
      const picture = await new Promise<string>((resolve) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result as string);
        reader.readAsDataURL(blob);
      });
      await monitor.dispose();
      return {
        alarmAfter: alarm === undefined || alarm <= calm ? undefined : alarm - calm,
        kind: kind ?? '',
        different: explanation?.text ?? '',
        where: most && most[1] > found.length / 2 ? `Heat: ${most[0]}.` : '',
        harm: harm!.state,
        why: harm!.reason,
        right,
        picture,
      };
    },
    [corruption, SEVERITY, CALM, DISTURBED, defaultMonitorSettings] as const,
  );
}

function pageOf(table: string): string {
  return `# What the demo's alarms say

For each disturbance of the demo at strength ${SEVERITY} of 5: what its alarm says after ${DISTURBED} disturbed museum photos, which came
after ${CALM} clean ones, with the default seed. \`npm run explained\` does it again.

- **What is different**: [simple properties](what-changed.md) of the photos, and [parts of the reference](where-and-which.md) where
  known photos come in other proportions.
- **Where**: the most drifted photo beside its [heat map](where-and-which.md), and where most of the heat of the six most drifted
  photos lies.
- **Does it matter**: [harm](harm.md), by labels: the page knows what its photos show, and labels each.
- **Right**: how many of MobileNet's first guesses for the disturbed photos were right, as the page's authors judge it.

${table}

What it does not say: how sure one can be of the words with other photos and other disturbances. That is measured in
[calibration](calibration/what-changed.md).
`;
}
