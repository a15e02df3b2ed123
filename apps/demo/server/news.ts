import type { Server } from "@alongside/server";
import { Home } from "../src/home/definition.ts";
import type { NewsItem } from "../src/home/news-item.ts";
import { HOME } from "./home.ts";

/** So many items the home shows. */
const ITEMS = 40;

/** An answer serves whoever asks within so many ms: many pages ask at once, as something happened. */
const FRESH_MS = 500;

/** As whom the activity is looked at: what everybody may see. */
const ANYBODY = { id: "guest:home", name: "Anybody", color: "#4b5261" };

/** What happened in the rooms of the home, for all pages that show it. */
export class News {
  #asked: { readonly at: number; readonly answer: Promise<readonly NewsItem[]> } | undefined;

  /** Newest first. */
  of(server: Server): Promise<readonly NewsItem[]> {
    const now = performance.now();
    if (this.#asked === undefined || now - this.#asked.at > FRESH_MS)
      this.#asked = { at: now, answer: newsOf(server) };
    return this.#asked.answer;
  }
}

async function newsOf(server: Server): Promise<readonly NewsItem[]> {
  const { rooms, people } = await server.room(Home, HOME).read();
  const { items } = await server.activity({
    rooms: Array.from(rooms.keys()),
    user: ANYBODY,
    limit: ITEMS,
    nameOf: (id) => people.get(id)?.name,
  });
  return items.map(({ id, room, by, to, words }) => ({ id, room, by, to: to.getTime(), words }));
}
