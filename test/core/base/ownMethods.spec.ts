import { expect, test } from 'playwright/test';
import { ownMethods } from '../../../src/core/base/ownMethods.js';

class Counter {
  #count = 1;

  constructor() {
    ownMethods(this);
  }

  get count(): number {
    return this.#count;
  }

  name(): string {
    return 'counter';
  }

  add(): string {
    this.#count++;
    return this.name();
  }
}

class Named extends Counter {
  override name(): string {
    return `named ${super.name()}`;
  }
}

test('methods and accessors work through a proxy, and taken off the object', () => {
  const counter = new Counter();
  const wrapped = new Proxy(counter, {});
  wrapped.add();
  expect([wrapped.count, counter.count]).toEqual([2, 2]);
  const { add } = counter;
  add();
  expect(counter.count).toBe(3);
  expect(wrapped).toBeInstanceOf(Counter);
});

test("a subclass's own methods come first", () => {
  const named = new Proxy(new Named(), {});
  expect(named.add()).toBe('named counter');
});

test('nothing of it is listed, and Vue is told to leave it alone', () => {
  const counter = new Counter();
  expect(Object.keys(counter)).toEqual([]);
  expect(counter).toHaveProperty('__v_skip', true);
});
