import type { Json } from "@alongside/core";

type Fields = { readonly [field: string]: Json };

/** Puts another name where one person's id stands in fields that name people. */
export class Names {
  readonly #people: ReadonlySet<string>;
  readonly #user: string;
  readonly #as: string;

  constructor({
    people = [],
    user,
    as,
  }: {
    readonly people?: readonly string[];
    readonly user: string;
    readonly as: string;
  }) {
    this.#people = new Set(people);
    this.#user = user;
    this.#as = as;
  }

  /** Whether the person may be named in this JSON, in some field that names people. */
  mayBeIn(json: string): boolean {
    return this.#people.size > 0 && json.includes(JSON.stringify(this.#user));
  }

  /** The value of a field; the same one where it names somebody else, or nobody. */
  value(field: string, value: Json): Json {
    return this.#people.has(field) ? this.#renamed(value) : value;
  }

  /** Fields, or the arguments of a mutation; the same object where nothing of it changes. */
  fields<T extends Json | Fields>(fields: T): T {
    if (this.#people.size === 0 || typeof fields !== "object" || fields === null) return fields;
    let isChanged = false;
    const renamed = Object.entries(fields as Fields).map(([field, value]) => {
      const next = this.value(field, value);
      isChanged ||= next !== value;
      return [field, next] as const;
    });
    return isChanged ? (Object.fromEntries(renamed) as T) : fields;
  }

  /** Lists in such a field have objects, which name people under the same names. */
  #renamed(value: Json): Json {
    if (value === this.#user) return this.#as;
    if (!Array.isArray(value)) return value;
    const list = value as readonly Json[];
    const renamed = list.map((one) => this.fields(one));
    return renamed.some((one, i) => one !== list[i]) ? renamed : value;
  }
}
