import type { Shown, ShownPerson } from "@alongside/ui";

/** A value that a test sets. */
export class Cell<T> implements Shown<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  readonly get = (): T => this.#value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  set(value: T): void {
    this.#value = value;
    for (const listener of this.#listeners) listener();
  }

  get listeners(): number {
    return this.#listeners.size;
  }
}

/** Somebody of this name, whose id it is too. */
export function person(name: string, more: Partial<ShownPerson> = {}): ShownPerson {
  return { user: { id: name, name, color: "#0369a1" }, ...more };
}

export const you = person("You", { self: true });

/** A place on the page for a part. */
export function place(): HTMLElement {
  const element = document.createElement("div");
  document.body.append(element);
  return element;
}

/** The labels of what is in a stack, in order. */
export function labels(element: HTMLElement): readonly (string | null)[] {
  return Array.from(
    element.querySelectorAll(".alongside-stack > li > *:first-child"),
    (host) =>
      host.getAttribute("aria-label") ?? host.firstElementChild?.getAttribute("aria-label") ?? null,
  );
}
