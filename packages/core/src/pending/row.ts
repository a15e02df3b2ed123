import { inWords } from "#words";
import type { Layer } from "./layer.ts";

/** The changes that are pending or being written, by their numbers, lowest first. */
export class Row implements Iterable<Layer> {
  readonly #layers: Layer[] = [];

  [Symbol.iterator](): ArrayIterator<Layer> {
    return this.#layers.values();
  }

  get lowest(): Layer | undefined {
    return this.#layers[0];
  }

  /** Puts the layer of a change in its place. Throws `TypeError` where one with its number is there already. */
  add(layer: Layer): void {
    const layers = this.#layers;
    const at = this.#below(layer.n as number);
    if (layers[at]?.n === layer.n)
      throw new TypeError(inWords(() => `Change ${layer.n} is pending already`));
    if (at === layers.length) layers.push(layer);
    else layers.splice(at, 0, layer);
  }

  find(n: number): Layer | undefined {
    const layer = this.#layers[this.#below(n)];
    return layer?.n === n ? layer : undefined;
  }

  /** Takes a change out. */
  take(n: number): Layer | undefined {
    const layers = this.#layers;
    const at = this.#below(n);
    const layer = layers[at];
    if (layer?.n !== n) return undefined;
    if (at === layers.length - 1) layers.pop();
    else layers.splice(at, 1);
    return layer;
  }

  /** Whether no structure op lies over a layer. */
  isTop(layer: Layer): boolean {
    const layers = this.#layers;
    for (let i = layers.length - 1; i >= 0; i--) {
      const other = layers[i] as Layer;
      if (other === layer) return true;
      if (other.structure > 0) return false;
    }
    return false;
  }

  /** How many changes have smaller numbers. */
  #below(n: number): number {
    const layers = this.#layers;
    let from = 0;
    let to = layers.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (((layers[middle] as Layer).n as number) < n) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
