import { expect, test } from 'playwright/test';
import {
  DriftError,
  DriftMonitor,
  evidencePolicy,
  expectedRunTimePolicy,
  FeatureWindow,
  ksTest,
  mmdTest,
  powerOf,
  pValuePolicy,
  Reference,
  SegmentedMonitor,
} from 'tfjs-drift';
import { candidateLayers } from 'tfjs-drift/layers';
import { loadMobileNet } from 'tfjs-drift/mobilenet';
import {
  beaconSink,
  callbackSink,
  consoleSink,
  openTelemetrySink,
  startReports,
} from 'tfjs-drift/reports';
import { initBackend } from 'tfjs-drift/webgpu';
import { gaussianRows } from '../../e2e/support/gaussianRows.js';

const rows = gaussianRows(60, 3, 1);
const labels = Array.from({ length: 60 }, (_, row) => (row % 2 ? 'cup' : 'plate'));
const fitted = Reference.fromFeatures(rows);

/** A call with what TypeScript would not let pass, and what it says. */
type Refusal = [call: (reference: Reference) => unknown, message: RegExp];

const monitorWith = (options: object) => (reference: Reference) =>
  new DriftMonitor({ reference, windowSize: 4, ...options });

const segmentsWith = (options: object) => (reference: Reference) =>
  SegmentedMonitor.create({ reference, labels, windowSize: 4, ...options });

const unknownNames: Record<string, Refusal> = {
  DriftMonitor: [
    monitorWith({ windowsize: 8 }),
    /^DriftMonitor: there is no option 'windowsize'; did you mean 'windowSize'\?/,
  ],
  SegmentedMonitor: [segmentsWith({ lables: labels }), /did you mean 'labels'\?/],
  'SegmentedMonitor, of another': [
    segmentsWith({ policy: evidencePolicy() }),
    /^SegmentedMonitor: there is no option 'policy'/,
  ],
  falseAlarms: [
    monitorWith({ falseAlarms: { per: 'day', samplePerSecond: 2 } }),
    /samplesPerSecond/,
  ],
  episodes: [monitorWith({ episodes: { coolDown: 3 } }), /did you mean 'cooldown'\?/],
  secondary: [monitorWith({ secondary: { output: false } }), /did you mean 'outputs'\?/],
  sampling: [monitorWith({ sampling: { evry: 2 } }), /\{ every: 5 \}/],
  kernel: [monitorWith({ kernel: 'gausian' }), /did you mean 'gaussian'\?/],
  mmdTest: [
    () => mmdTest(rows, rows, { permutation: 9 } as object),
    /did you mean 'permutations'\?/,
  ],
  ksTest: [() => ksTest(rows, rows, { corection: 'fdr' } as object), /did you mean 'correction'\?/],
  powerOf: [(reference) => powerOf(reference, { windowsize: 4 } as object), /'windowSize'\?/],
  fromFeatures: [() => Reference.fromFeatures(rows, { logit: rows } as object), /'logits'\?/],
  extend: [(reference) => reference.extend(rows, { logit: rows } as object), /'logits'\?/],
  fit: [
    () => Reference.fit({}, [], { featurenode: 'a' } as object),
    /^Reference.fit: .*did you mean 'featureNode'\?/,
  ],
  wrap: [
    (reference) =>
      new DriftMonitor({ reference, windowSize: 4 }).wrap({}, { featureLayr: '' } as object),
    /did you mean 'featureLayer'\?/,
  ],
  evidencePolicy: [
    () => evidencePolicy({ falseAlarm: {} } as object),
    /did you mean 'falseAlarms'\?/,
  ],
  expectedRunTimePolicy: [() => expectedRunTimePolicy({ per: 'day' } as object), /'per'/],
  pValuePolicy: [() => pValuePolicy({ alarmat: 0.1 } as object), /did you mean 'alarmAt'\?/],
  initBackend: [() => initBackend({ prefered: ['cpu'] } as object), /did you mean 'prefer'\?/],
  loadMobileNet: [() => loadMobileNet({ url: '/model.json' } as never), /no option 'url'/],
  startReports: [
    (reference) =>
      startReports(new DriftMonitor({ reference, windowSize: 4 }), {
        to: consoleSink(),
        samplerate: 0.1,
      } as never),
    /did you mean 'sampleRate'\?/,
  ],
  beaconSink: [
    () => beaconSink('https://a.b', { flushms: 3 } as object),
    /did you mean 'flushMs'\?/,
  ],
};

const notOptions: Record<string, Refusal> = {
  'DriftMonitor of nothing': [() => new DriftMonitor(undefined as never), /undefined came/],
  'DriftMonitor of a reference': [(reference) => new DriftMonitor(reference as never), /no option/],
  'a reference of rows': [() => new DriftMonitor({ reference: rows } as never), /a Reference was/],
  'a reference of a promise': [
    () => new DriftMonitor({ reference: fitted } as never),
    /a Promise \(await it first\) came/,
  ],
  'falseAlarms null': [monitorWith({ falseAlarms: null }), /^falseAlarms: .* null came/],
  'falseAlarms of a word': [monitorWith({ falseAlarms: 'day' }), /^falseAlarms: .* 'day' came/],
  'falseAlarms of a BigInt': [monitorWith({ falseAlarms: { perSamples: 9n } }), /^falseAlarms: /],
  'episodes null': [monitorWith({ episodes: null }), /^episodes: .* null came/],
  'secondary null': [monitorWith({ secondary: null }), /^secondary: .* null came/],
  'reducer null': [monitorWith({ reducer: null }), /^reducer: .* null came/],
  'sampling null': [monitorWith({ sampling: null }), /^sampling: .*, null came/],
  'kernel null': [monitorWith({ kernel: null }), /^kernel: .* 'null' came/],
  'seed null': [monitorWith({ seed: null }), /^seed: .* null came/],
  'device null': [monitorWith({ device: null }), /^device: /],
  'clock null': [monitorWith({ clock: null }), /^clock: a function was expected, null came/],
  'a clock that is a time': [monitorWith({ clock: Date.now() }), /^clock: a function/],
  'windowSize of a word': [monitorWith({ windowSize: '8' }), /^windowSize: .* '8' came/],
  'windowSize of a symbol': [monitorWith({ windowSize: Symbol('8') }), /^windowSize: .*Symbol/],
  'a policy not called': [monitorWith({ policy: evidencePolicy }), /^policy: .* a function came/],
  'policy null': [monitorWith({ policy: null }), /^policy: .* null came/],
  'mmdTest, options null': [() => mmdTest(rows, rows, null as never), /^mmdTest: .* null came/],
  'mmdTest, device null': [() => mmdTest(rows, rows, { device: null as never }), /^device: /],
  'ksTest, options null': [() => ksTest(rows, rows, null as never), /^ksTest: .* null came/],
  'powerOf of rows': [
    () => powerOf(rows as never),
    /^reference: a Reference .*fromFeatures\(rows\)/,
  ],
  'powerOf, options null': [(reference) => powerOf(reference, null as never), /null came/],
  'powerOf, a controller': [
    (reference) => powerOf(reference, { windowSize: 4, signal: new AbortController() as never }),
    /^signal: an AbortSignal .*give its `signal`/,
  ],
  'powerOf, a bandwidth': [
    (reference) =>
      powerOf(reference, { windowSize: 4, bandwidth: 'fuse', policy: expectedRunTimePolicy() }),
    /'fuse' came/,
  ],
  'powerOf, no policy': [
    (reference) => powerOf(reference, { policy: {} as never }),
    /^policy: an object with a method `start`/,
  ],
  'fromFeatures, options null': [() => Reference.fromFeatures(rows, null as never), /null came/],
  'fromFeatures, logits null': [
    () => Reference.fromFeatures(rows, { logits: null as never }),
    /^logits: rows of numbers were expected, null came/,
  ],
  'fit of one image': [
    () => Reference.fit({}, {} as never),
    /^inputs: .*put what is one input into an array, \[input\]/,
  ],
  'fit of nothing': [
    () => Reference.fit({}, undefined as never),
    /^inputs: .*\[object Undefined\] came/,
  ],
  'fit of a generator': [
    () => Reference.fit({}, function* () {} as never),
    /^inputs: .* came; call it/,
  ],
  'fit of no model': [() => Reference.fit(undefined as never, []), /^model: .* undefined came/],
  'wrap of nothing': [
    (reference) => new DriftMonitor({ reference, windowSize: 4 }).wrap(undefined as never),
    /^model: .* undefined came/,
  ],
  'wrap of a promise': [
    (reference) => new DriftMonitor({ reference, windowSize: 4 }).wrap(Promise.resolve({})),
    /^model: .* Promise came\. Await it first\./,
  ],
  'evidencePolicy, null': [() => evidencePolicy({ falseAlarms: null as never }), /null came/],
  'pValuePolicy, a word': [() => pValuePolicy({ alarmAt: '0.1' as never }), /'0.1' came/],
  'SegmentedMonitor of nothing': [() => SegmentedMonitor.create(undefined as never), /undefined/],
  'SegmentedMonitor without labels': [
    segmentsWith({ labels: undefined }),
    /^labels: .* undefined came/,
  ],
  'SegmentedMonitor, numbers': [segmentsWith({ labels: labels.map(Number) }), /^labels: an array/],
  'SegmentedMonitor, a word': [segmentsWith({ labels: 'c'.repeat(60) }), /^labels: an array/],
  'SegmentedMonitor, falseAlarms': [segmentsWith({ falseAlarms: null }), /^falseAlarms: .* null/],
  'SegmentedMonitor, labelOf': [
    async (reference) => (await segmentsWith({})(reference)).wrap({}, {} as never),
    /^labelOf: a function .* none came/,
  ],
  'SegmentedMonitor, another reference': [
    async (reference) => (await segmentsWith({})(reference)).updateReference(rows as never, labels),
    /^reference: a Reference was expected/,
  ],
  'FeatureWindow of nothing': [() => new FeatureWindow(undefined as never, 3), /^capacity: /],
  'initBackend, a word': [() => initBackend({ prefer: 'cpu' as never }), /^prefer: an array/],
  'initBackend, null': [() => initBackend(null as never), /^initBackend: .* null came/],
  'initBackend, a listener': [() => initBackend({ onDeviceLost: 3 as never }), /^onDeviceLost: /],
  'loadMobileNet of nothing': [() => loadMobileNet(undefined as never), /^loadMobileNet: /],
  'loadMobileNet from nowhere': [() => loadMobileNet({} as never), /^modelUrl: .* undefined came/],
  'loadMobileNet, a range': [
    () => loadMobileNet({ modelUrl: '/m', inputRange: [0] as never }),
    /^inputRange: two numbers/,
  ],
  'candidateLayers of nothing': [() => candidateLayers(undefined as never), /^model: .*undefined/],
  'startReports of nothing': [
    () => startReports(undefined as never, { to: consoleSink() }),
    /^monitor/,
  ],
  'callbackSink of nothing': [() => callbackSink(undefined as never), /^receive: a function/],
  'consoleSink of nothing': [() => consoleSink(null as never), /^target: a console/],
  'openTelemetrySink of nothing': [() => openTelemetrySink({} as never), /^meter: a Meter/],
};

for (const [what, [call, message]] of Object.entries({ ...unknownNames, ...notOptions })) {
  test(`refused by name: ${what}`, async () => {
    const reference = await fitted;
    const error = await (async () => call(reference))().then(
      () => undefined,
      (thrown) => thrown,
    );
    expect(error).toBeInstanceOf(DriftError);
    expect(error.message).toMatch(message);
  });
}

test('what is undefined is left out', async () => {
  const reference = await fitted;
  const monitor = new DriftMonitor({
    reference,
    windowSize: 4,
    falseAlarms: undefined,
    episodes: undefined,
    reducer: undefined,
    clock: undefined,
    savedState: null,
  } as never);
  expect(monitor.status.state).toBe('warming-up');
  expect((await mmdTest(rows, rows, { device: undefined, seed: undefined } as never)).pValue).toBe(
    1,
  );
  await monitor.dispose();
});

test('observing with what is no option, no label or no name is told, and nothing is taken in', async () => {
  const reference = await fitted;
  const errors: string[] = [];
  const monitor = new DriftMonitor({ reference, windowSize: 4, sampling: 'independent' });
  monitor.on('error', (error) => errors.push(String(error)));
  monitor.observe([1, 2, 3], { Id: 'a' } as never);
  monitor.observe([1, 2, 3], { id: 7 } as never);
  const segments = await segmentsWith({})(reference);
  segments.on('error', (error) => errors.push(String(error)));
  segments.observe([1, 2, 3], undefined as never);
  segments.observe([1, 2, 3], 'c' as never);
  segments.observe([1, 2, 3], [1] as never);
  segments.observe([1, 2, 3], ['cup'], null as never);
  segments.observe([1, 2, 3], ['cup'], { image2: 1 } as never);
  await monitor.idle();
  await segments.idle();
  expect(errors).toEqual([
    expect.stringMatching(/^InvalidOptionError: observe: .*did you mean 'id'\?/),
    expect.stringMatching(/^InvalidOptionError: id: a string was expected, 7 came/),
    expect.stringMatching(/^InvalidFeaturesError: labels: an array .* undefined came/),
    expect.stringMatching(/^InvalidFeaturesError: labels: an array .* 'c' came/),
    expect.stringMatching(/^InvalidFeaturesError: labels: an array/),
    expect.stringMatching(/^InvalidOptionError: observe: .* null came/),
    expect.stringMatching(/^InvalidOptionError: observe: there is no option 'image2'/),
  ]);
  expect([monitor.window.filled, segments.window.filled]).toEqual([0, 0]);
  await monitor.dispose();
  await segments.dispose();
});

test('segments share what their user shares with other monitors', async () => {
  const reference = await fitted;
  const budget = async (falseAlarms: object) => {
    const monitor = await segmentsWith({ falseAlarms })(reference);
    const { settings } = monitor.saveState().overall;
    await monitor.dispose();
    return JSON.parse(settings).falseAlarms.among;
  };
  expect(await budget({ per: 'day' })).toBe(2);
  expect(await budget({ per: 'day', among: 3 })).toBe(6);
  expect(await budget({ perSamples: 1_000, among: 3 })).toBe(6);
});
