/**
 * Makes all methods and accessors an object's own, tied to it: they work when they are taken off it, and
 * through a proxy that a framework puts around it (Vue, Valtio), which private fields do not. To be
 * called first in a constructor.
 *
 * Vue takes the mark and leaves the object as it is.
 */
export function ownMethods(object: object): void {
  const own: PropertyDescriptorMap = { __v_skip: { value: true } };
  for (
    let from = Object.getPrototypeOf(object);
    from !== Object.prototype;
    from = Object.getPrototypeOf(from)
  ) {
    for (const [name, found] of Object.entries(Object.getOwnPropertyDescriptors(from))) {
      if (name === 'constructor' || Object.hasOwn(own, name)) continue;
      own[name] = {
        configurable: true,
        ...(found.get
          ? { get: found.get.bind(object) }
          : { value: (found.value as () => void).bind(object), writable: true }),
      };
    }
  }
  Object.defineProperties(object, own);
}
