import type { StorageOf } from "@alongside/core";
import type { Server } from "@alongside/server";
import { Home } from "../src/home/definition.ts";
import type { NewsItem } from "../src/home/news-item.ts";
import { HOME } from "./home.ts";

/** So many items the home shows. */
const ITEMS = 40;

/** The rooms that were written in last: of others nothing would be among the newest. */
const ROOMS = 12;

/** As whom the activity is looked at: what everybody may see. */
const ANYBODY = { id: "guest:home", name: "Anybody", color: "#4b5261" };

interface Answer {
  readonly seq: number;
  readonly items: Promise<readonly NewsItem[]>;
}

/** What happened in the rooms of the home, for all pages that show it: looked up once for each change of the home, however many ask. */
export class News {
  #answer: Answer | undefined;

  /** Newest first. */
  async of(server: Server): Promise<readonly NewsItem[]> {
    const { seq, state } = await server.room(Home, HOME).state();
    if (this.#answer?.seq !== seq) {
      const answer = { seq, items: newsOf(server, state) };
      this.#answer = answer;
      // What could not be looked up is looked up again.
      answer.items.catch(() => {
        if (this.#answer === answer) this.#answer = undefined;
      });
    }
    return this.#answer?.items ?? [];
  }
}

async function newsOf(
  server: Server,
  { rooms, people }: StorageOf<typeof Home>,
): Promise<readonly NewsItem[]> {
  const newest = Array.from(rooms).toSorted(([, a], [, b]) => b.at - a.at);
  const { items } = await server.activity({
    rooms: newest.slice(0, ROOMS).map(([key]) => key),
    user: ANYBODY,
    limit: ITEMS,
    nameOf: (id) => people.get(id)?.name,
  });
  return items.map(({ id, room, by, to, words }) => ({ id, room, by, to: to.getTime(), words }));
}
