import { equalJson } from "@alongside/core/engine";

/**
 * Shows what is equal as the same object, though it was made by another replica: a page that compares by `===` draws nothing anew for it.
 */
export class Likeness {
  readonly #known = new WeakMap<object, unknown>();

  /** `fresh`, with all of it that is equal to what stands there in `shown` taken from that. */
  of<T>(fresh: T, shown: T): T {
    if (fresh === shown || !isObject(fresh)) return fresh;
    if (this.#known.has(fresh)) return this.#known.get(fresh) as T;
    const found = isObject(shown) ? this.#alike(fresh, shown) : fresh;
    this.#known.set(fresh, found);
    return found as T;
  }

  #alike(fresh: object, shown: object): unknown {
    if (Array.isArray(fresh)) return Array.isArray(shown) ? this.#list(fresh, shown) : fresh;
    if (Object.getPrototypeOf(fresh) !== Object.getPrototypeOf(shown)) return fresh;
    if ("toJSON" in fresh) return sameJson(fresh, shown) ? shown : fresh;
    const [ours, theirs] = [fresh as Fields, shown as Fields];
    const names = Object.keys(ours);
    const made: Record<string, unknown> = {};
    for (const name of names) made[name] = this.of(ours[name], theirs[name]);
    if (names.length === Object.keys(theirs).length && names.every((n) => made[n] === theirs[n]))
      return shown;
    return names.every((name) => made[name] === ours[name]) ? fresh : made;
  }

  #list(fresh: readonly unknown[], shown: readonly unknown[]): readonly unknown[] {
    let byId: Map<unknown, unknown> | undefined;
    const made = fresh.map((item, i) => {
      const there = shown[i];
      if (item === there) return item;
      const id = idOf(item);
      if (id === undefined || id === idOf(there)) return this.of(item, there);
      byId ??= new Map(shown.map((one) => [idOf(one), one]));
      return this.of(item, byId.get(id));
    });
    if (made.length === shown.length && made.every((item, i) => item === shown[i])) return shown;
    return made.every((item, i) => item === fresh[i]) ? fresh : made;
  }
}

type Fields = { readonly [name: string]: unknown };

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function idOf(value: unknown): unknown {
  return isObject(value) && "id" in value ? value.id : undefined;
}

function sameJson(a: object, b: object): boolean {
  return equalJson(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b)));
}
