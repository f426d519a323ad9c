import { expect, test } from 'playwright/test';
import type { MonitorStatus } from 'tfjs-drift';
import { AlarmStory } from '../../src/demo/panels/storyPanel.js';
import { provenanceFor, type ReferenceOrigin } from '../../src/demo/reference/referenceInUse.js';
import type { Source } from '../../src/demo/sources/source.js';

type Shown = Pick<Source, 'kind' | 'title'>;

const photos: Shown = { kind: 'photos', title: 'CIFAR-10' };
const otherPhotos: Shown = { kind: 'photos', title: 'Museum photos' };
const camera: Shown = { kind: 'camera', title: 'Camera' };
const files: Shown = { kind: 'files', title: '30 files' };
const shipped: ReferenceOrigin = { kind: 'shipped', from: photos, file: 'reference.safetensors' };
const status = (state: MonitorStatus['state'], samples: number) =>
  ({ state, samples, windowSize: 20 }) as MonitorStatus;

test('a reference is of the photos, of the source it was recorded from, or of unknown things', () => {
  const recorded = (from: Shown): ReferenceOrigin => ({ kind: 'recorded', from });
  expect(provenanceFor(shipped, photos)).toBe('same source');
  expect(provenanceFor(shipped, otherPhotos)).toBe('other source');
  expect(provenanceFor(shipped, camera)).toBe('other source');
  expect(provenanceFor(recorded(camera), camera)).toBe('same source');
  expect(provenanceFor(recorded(camera), photos)).toBe('other source');
  // Other photos of the same set are like them; another folder with as many files need not be.
  expect(provenanceFor(recorded(photos), { ...photos })).toBe('same source');
  expect(provenanceFor(recorded(files), { ...files })).toBe('unknown');
  expect(provenanceFor({ kind: 'saved', name: 'mine' }, photos)).toBe('unknown');
  expect(provenanceFor({ kind: 'file', name: 'mine' }, photos)).toBe('unknown');
});

test('only where the reference is of the source is an alarm laid on chance', () => {
  const story = new AlarmStory();
  const alarmOf = (...parts: Parameters<AlarmStory['restart']>) => {
    story.restart(...parts);
    const { alarm, doubt } = story.tell(status('drift', 32));
    return { alarm, doubt };
  };
  expect(alarmOf('photo', 'same source')).toEqual({
    alarm: 'Alarm at photo 32 without a disturbance: now and then chance does this.',
    doubt: undefined,
  });
  // A camera may have been moved.
  expect(alarmOf('frame', 'same source')).toEqual({
    alarm:
      'Alarm at frame 32 without a disturbance: the source shows something new, or chance did this, as it does now and then.',
    doubt: undefined,
  });
  expect(alarmOf('frame', 'other source')).toEqual({
    alarm: '',
    doubt: 'certain',
  });
  expect(alarmOf('image', 'unknown')).toEqual({
    alarm: 'Alarm at image 32. The reference may show other things than this source.',
    doubt: 'possible',
  });
});

test('after a disturbance no alarm is laid on chance', () => {
  const story = new AlarmStory();
  story.restart('photo', 'same source');
  expect(story.tell(status('ok', 30))).toMatchObject({ note: '', alarm: '' });
  story.disturb(true, 30);
  expect(story.tell(status('ok', 34)).note).toBe(
    '4 of the latest 20 photos came since the disturbance began.',
  );
  expect(story.tell(status('drift', 37))).toMatchObject({
    note: '',
    alarm: 'Alarm at photo 37, 7 photos after the disturbance began.',
    doubt: undefined,
  });
  story.disturb(false, 40);
  expect(story.tell(status('drift', 41)).alarm).toMatch(/^The disturbance is over: /);
  expect(story.tell(status('ok', 60))).toMatchObject({ note: '', alarm: '' });
  expect(story.tell(status('drift', 70)).alarm).toBe('Alarm at photo 70.');
});

test('a disturbance of a source of another kind leaves the reference in doubt', () => {
  const story = new AlarmStory();
  story.disturb(true, 0);
  story.restart('frame', 'other source');
  expect(story.tell(status('drift', 20))).toMatchObject({ alarm: '', doubt: 'certain' });
  story.disturb(false, 25);
  // It would not end with the disturbance.
  expect(story.tell(status('drift', 50))).toMatchObject({ alarm: '', doubt: 'certain' });
});

test('a reference of another source that fits is taken as any other', () => {
  const story = new AlarmStory();
  story.restart('image', 'other source');
  expect(story.tell({ ...status('ok', 20), tests: 20 }).doubt).toBeUndefined();
  story.disturb(true, 20);
  expect(story.tell(status('drift', 24))).toMatchObject({
    alarm: 'Alarm at image 24, 4 images after the disturbance began.',
    doubt: undefined,
  });
});

test('a warning that chance may have brought says how often it does', () => {
  const story = new AlarmStory();
  story.restart('photo', 'same source');
  const lastVerdict = { scan: {}, warningThreshold: 100 } as MonitorStatus['lastVerdict'];
  const warning = { ...status('warning', 62), lastVerdict };
  expect(story.tell(warning).note).toBe(
    'Chance alone brings a warning once in 100 photos, and it goes by itself.',
  );
  story.disturb(true, 62);
  expect(story.tell(warning).note).toBe('');
});

test('the end of the files is told, too', () => {
  const story = new AlarmStory();
  story.restart('image', 'other source');
  const { note, doubt } = story.tell(status('drift', 30), 30);
  expect(note).toBe('All 30 images were seen. Play to see them again.');
  expect(doubt).toBe('certain');
});
