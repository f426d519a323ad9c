import { drawn, seededRandom } from './random.js';

const PHRASES = {
  orders: {
    openings: ['please', 'hello', 'today', 'kindly'],
    actions: ['send', 'order', 'deliver', 'confirm', 'ship', 'pay', 'invoice'],
    things: ['boxes', 'cables', 'chairs', 'lamps', 'paper', 'tables', 'shelves'],
    endings: ['soon', 'by monday', 'as before', 'to the office', 'with the bill'],
  },
  complaints: {
    openings: ['sadly', 'again', 'unhappily', 'once more'],
    actions: ['broke', 'lost', 'scratched', 'burnt', 'crushed', 'soaked'],
    things: ['screens', 'wheels', 'handles', 'doors', 'mirrors', 'clocks'],
    endings: ['on arrival', 'for no reason', 'without an answer', 'and nobody cares'],
  },
};

export type Topic = keyof typeof PHRASES;

/** What messages of a topic are made of, besides `COMMON`. */
export const wordsOf = (topic: Topic): string[] =>
  Object.values(PHRASES[topic]).flatMap((phrases) => phrases.join(' ').split(' '));

/** What messages of all topics have. */
export const COMMON: readonly string[] = ['and', ',', '.'];

/** Messages to a shop, of one to four parts, made from a seed. */
export function* messages(seed: number, count: number, topic: Topic = 'orders'): Generator<string> {
  const random = seededRandom(seed);
  const { openings, actions, things, endings } = PHRASES[topic];
  for (let at = 0; at < count; at++) {
    const parts = Array.from(
      { length: 1 + Math.floor(4 * random()) },
      () => `${drawn(random, actions)} ${drawn(random, things)}`,
    );
    yield `${drawn(random, openings)}, ${parts.join(' and ')} ${drawn(random, endings)}.`;
  }
}
