/** A place on the page, in CSS pixels. */
export type Place = readonly [x: number, y: number];

/** Somebody with one page in a browser of some make, with a profile on disk. */
export interface Visitor {
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Presses and lets go of keys that write these letters, wherever the focus is. */
  type(text: string): Promise<void>;
  click(selector: string): Promise<void>;
  /** Presses the mouse at the first place, moves over the others and lets go at the last. */
  drag(path: readonly [Place, ...Place[]]): Promise<void>;
  /** Runs a function in the page, which sees nothing of where it is written. */
  evaluate<T, A extends readonly unknown[]>(fn: (...args: A) => T, ...args: A): Promise<T>;
  /** Closes the browser. The profile stays. */
  close(): Promise<void>;
}

/** The source of a call of `fn` in the page, which all drivers take. */
export function callOf<A extends readonly unknown[]>(fn: (...args: A) => unknown, args: A): string {
  return `(${String(fn)})(...${JSON.stringify(args)})`;
}
