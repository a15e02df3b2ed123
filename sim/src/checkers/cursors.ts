import type { Point, Viewport } from "@alongside/core";
import { Broken } from "./broken.ts";

/** Who stands in a room's others, as far as it matters here. */
interface Seen {
  readonly client: string;
  readonly presence: { readonly cursor?: Point | null };
}

/** Follows the cursors of a room: nobody sees one that its owner never had, nor an older one after a newer one. */
export class Cursors {
  /** Of each client, when it was last at each place. */
  readonly #had = new Map<string, Map<string, number>>();
  #count = 0;

  /** A client moves its cursor. */
  moved(client: string, cursor: Point | null): void {
    this.#count += 1;
    const had = this.#had.get(client) ?? new Map<string, number>();
    this.#had.set(client, had.set(JSON.stringify(cursor), this.#count));
  }

  /** Makes what looks at all that one page sees of the others. Throws `Broken`. */
  watch(reader: string): (others: readonly Seen[]) => void {
    const last = new Map<string, number>();
    return (others) => {
      for (const { client, presence } of others) {
        const { cursor } = presence;
        if (cursor === undefined || cursor === null) continue;
        const at = JSON.stringify(cursor);
        const when = this.#had.get(client)?.get(at);
        if (when === undefined)
          throw new Broken(`${reader} sees ${client} at ${at}, where it never was`);
        if (when < (last.get(client) ?? 0))
          throw new Broken(`${reader} sees ${client} at ${at}, after where it was later`);
        last.set(client, when);
      }
    };
  }
}

/** Whether a page that looks at `viewport` is surely told of a point. */
export function isInView({ x, y, area }: Point, viewport: Viewport | undefined): boolean {
  if (viewport === undefined) return true;
  if ("areas" in viewport) return area !== undefined && viewport.areas.includes(area);
  const { x: left, y: top, width, height } = viewport;
  const isWithin = x >= left && y >= top && x <= left + width && y <= top + height;
  return area === viewport.area && isWithin;
}
