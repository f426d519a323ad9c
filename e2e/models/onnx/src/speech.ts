import { drawn, seededRandom } from '../../shared/random.js';

export const RATE = 16_000;

/** Formants of vowels, in Hz. */
const VOWELS = [
  [730, 1090, 2440],
  [530, 1840, 2480],
  [270, 2290, 3010],
  [570, 840, 2410],
  [300, 870, 2240],
];

const BANDWIDTHS = [80, 100, 140];

/** Utterances of a second: some syllables of a voice of its own, with pauses, in the noise of a room. */
export function* utterances(seed: number, count: number): Generator<Float32Array> {
  const random = seededRandom(seed);
  for (let at = 0; at < count; at++) yield utterance(random);
}

function utterance(random: () => number): Float32Array {
  const between = (from: number, to: number): number => from + (to - from) * random();
  const sound = Float32Array.from({ length: RATE }, () => between(-1, 1) * 0.002);
  const pitch = between(90, 220);
  const tract = between(0.9, 1.15);
  const loudness = between(0.1, 0.25);
  for (let from = between(0, 0.1); from < 0.8; from += between(0.22, 0.36)) {
    const length = Math.round(RATE * between(0.14, 0.22));
    const formants = drawn(random, VOWELS).map((frequency) => frequency * tract);
    const voiced = resonant(pulses(pitch * between(0.9, 1.15), length, random), formants);
    const loudest = voiced.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const first = Math.round(RATE * from);
    for (let time = 0; time < length && first + time < RATE; time++) {
      const swell = Math.sin((Math.PI * time) / length) ** 0.5;
      sound[first + time]! += (loudness * swell * voiced[time]!) / loudest;
    }
  }
  return sound;
}

/** What the vocal folds give: a pulse each period, whose pitch falls and trembles, and breath. */
function pulses(pitch: number, length: number, random: () => number): Float32Array {
  const source = new Float32Array(length);
  let phase = 0;
  for (let time = 0; time < length; time++) {
    phase += ((pitch * (1.08 - (0.16 * time) / length)) / RATE) * (1 + 0.02 * (random() - 0.5));
    phase %= 1;
    // Rosenberg's pulse: it opens slowly and closes fast.
    const flow = phase < 0.4 ? 0.5 - 0.5 * Math.cos((Math.PI * phase) / 0.4) : 0;
    const closing = phase >= 0.4 && phase < 0.56 ? Math.cos((Math.PI * (phase - 0.4)) / 0.32) : 0;
    source[time] = flow + closing + 0.02 * (random() - 0.5);
  }
  return source.map((value, time) => value - (source[time - 1] ?? 0));
}

/** A source behind one resonance after the other. */
function resonant(source: Float32Array, formants: readonly number[]): Float32Array {
  return formants.reduce((sound, frequency, at) => {
    const radius = Math.exp((-Math.PI * BANDWIDTHS[at]!) / RATE);
    const [back, further] = [
      2 * radius * Math.cos((2 * Math.PI * frequency) / RATE),
      -(radius ** 2),
    ];
    let [last, before] = [0, 0];
    return sound.map((value) => {
      [last, before] = [value + back * last + further * before, last];
      return last;
    });
  }, source);
}

/** What happens to a microphone. */
export const faults: Readonly<Record<string, (sound: Float32Array) => Float32Array>> = {
  clipped: (sound) => sound.map((value) => Math.max(-0.3, Math.min(0.3, 8 * value))),
  hum: (sound) =>
    sound.map((value, time) => {
      const angle = (2 * Math.PI * 50 * time) / RATE;
      return (
        value + 0.05 * (Math.sin(angle) + 0.5 * Math.sin(3 * angle) + 0.3 * Math.sin(5 * angle))
      );
    }),
  muffled: (sound) => {
    const kept = Math.exp((-2 * Math.PI * 500) / RATE);
    let [first, second] = [0, 0];
    return sound.map((value) => {
      first = kept * first + (1 - kept) * value;
      second = kept * second + (1 - kept) * first;
      return second;
    });
  },
};
