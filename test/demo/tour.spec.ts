import { expect, test } from 'playwright/test';
import type { MonitorStatus } from 'tfjs-drift';
import { Tour, type TourView } from '../../src/demo/tour/tour.js';

/** A tour whose actions are written down. */
async function startedTour() {
  const views: (TourView | undefined)[] = [];
  const done: string[] = [];
  const tour = new Tour({
    show: (view) => views.push(view),
    begin: async () => {
      done.push('begin');
    },
    blur: () => done.push('blur'),
    clean: () => done.push('clean'),
  });
  tour.start();
  const follow = (state: MonitorStatus['state'], samples: number, tests = samples) =>
    tour.follow({ state, samples, tests } as MonitorStatus);
  // What came before the tour's own photos is passed over.
  follow('ok', 100);
  await Promise.resolve();
  await Promise.resolve();
  return { tour, done, follow, view: () => views.at(-1) };
}

test('each step waits for the monitor, and the end tells how long both took', async () => {
  const { tour, done, follow, view } = await startedTour();
  expect(done).toEqual(['begin']);
  expect(view()).toMatchObject({ step: 1, count: 4, button: undefined });
  follow('warming-up', 24, 0);
  follow('ok', 33, 9);
  expect(view()).toMatchObject({ step: 1 });
  follow('ok', 34, 10);
  expect(view()).toMatchObject({ step: 2, button: 'Blur the photos' });

  tour.press();
  expect(done).toEqual(['begin', 'blur']);
  expect(view()).toMatchObject({ step: 2, button: undefined });
  follow('warning', 40);
  follow('drift', 43);
  expect(view()).toMatchObject({ step: 3, button: 'Next' });
  follow('drift', 50);
  expect(view()).toMatchObject({ step: 3 });

  tour.press();
  tour.press();
  expect(done).toEqual(['begin', 'blur', 'clean']);
  follow('drift', 60);
  follow('ok', 51 + 24);
  expect(view()).toMatchObject({ step: 5, button: 'Close' });
  expect(view()!.text).toContain('noticed after 9 photos');
  expect(view()!.text).toContain('ended 25 photos after');
  tour.press();
  expect(view()).toBeUndefined();
});

test('follows a person who blurs without the button, and stops when told to', async () => {
  const { tour, done, follow, view } = await startedTour();
  follow('ok', 34, 10);
  follow('drift', 44);
  expect(view()).toMatchObject({ step: 3 });
  tour.stop();
  expect(view()).toBeUndefined();
  follow('ok', 70);
  tour.press();
  expect(view()).toBeUndefined();
  expect(done).toEqual(['begin']);
});
