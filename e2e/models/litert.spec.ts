import { expect, expectWatched, test } from './support/modelsTest.js';

// It writes all that it has to say as an error, and begins with how grave it is.
test.use({ said: /^(INFO|WARNING): / });

test("MediaPipe's hand landmarks in LiteRT.js are watched, and alarm on blurred photos", async ({
  runIn,
}) => {
  const run = await runIn('litert/hands.html', 'hands');
  expectWatched(run, { inputsToAlarm: 25 });
  expect(run.features).toBe('model_1/model/global_average_pooling2d/Mean');
  expect(run.reference).toEqual({ size: 80, width: 672 });
});
