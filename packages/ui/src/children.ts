/** What stands for one item. */
export interface Child<T> {
  readonly element: HTMLElement;
  update(item: T): void;
  destroy(): void;
}

/** One child for each key. Those that stay are the same elements, moved only where their order changed: what has the focus keeps it. */
export class Children<T> {
  readonly #parent: HTMLElement;
  readonly #make: (item: T) => Child<T>;
  #children = new Map<string, Child<T>>();

  constructor(parent: HTMLElement, make: (item: T) => Child<T>) {
    this.#parent = parent;
    this.#make = make;
  }

  /** Shows these, in this order, before `end` where one is given. Each has another key. */
  show(items: readonly T[], key: (item: T) => string, end: Node | null = null): void {
    const before = this.#children;
    this.#children = new Map();
    for (const item of items) {
      const known = before.get(key(item));
      known?.update(item);
      this.#children.set(key(item), known ?? this.#make(item));
      before.delete(key(item));
    }
    for (const child of before.values()) remove(child);
    let next = end;
    for (const { element } of Array.from(this.#children.values()).toReversed()) {
      if (element.parentNode !== this.#parent || element.nextSibling !== next)
        this.#parent.insertBefore(element, next);
      next = element;
    }
  }

  clear(): void {
    for (const child of this.#children.values()) remove(child);
    this.#children.clear();
  }
}

function remove<T>(child: Child<T>): void {
  child.destroy();
  child.element.remove();
}
