import { trace } from "./trace.ts";
import { type Client, createClient, type Room, type TransportName } from "@alongside/client";
import { defineRoom, list, type Schema, text, value } from "@alongside/core";
import { type Clock, systemClock } from "@alongside/core/engine";
import { createServer, implement, memory, type Server, type Store } from "@alongside/server";

interface Place {
  readonly x: number;
  readonly y: number;
}

function define() {
  const place: Schema<Place, Place> = {
    "~standard": {
      version: 1,
      vendor: "test",
      validate(given) {
        trace.note("checks");
        return { value: given as Place };
      },
    },
  };
  return defineRoom("board", {
    version: 1,
    presence: { cursor: place },
    storage: { title: value(""), shapes: list({ color: value("") }), page: text() },
  });
}

export type BoardRoom = Room<ReturnType<typeof define>>;

/** A server that listens, and people at one board of it, all in this process. */
export class Journeys {
  readonly #board = define();
  readonly #server: Server;
  readonly #clients: Client[] = [];
  #url = "";

  constructor() {
    const clock: Clock = {
      now: () => systemClock.now(),
      after(ms, fn) {
        trace.note("server waits");
        return systemClock.after(ms, fn);
      },
    };
    const board = implement(this.#board, {
      authorize() {
        trace.note("authorize");
        return "write";
      },
      allow({ ops }) {
        trace.note("allow");
        return JSON.stringify(ops).includes("forbidden")
          ? { code: "rule.forbidden", message: "Not that" }
          : true;
      },
    });
    this.#server = createServer({
      rooms: [board],
      log: () => {},
      store: this.#watched(memory()),
      clock,
    });
  }

  async start(): Promise<void> {
    const { url } = await this.#server.listen(0);
    this.#url = `${url.replace("http", "ws").replace(/\/$/, "")}/live`;
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.#server.close();
  }

  /** Opens a page for `name`. */
  open(name: string, transport: TransportName): Client {
    trace.opening = name;
    const client = createClient({ url: this.#url, transports: [transport] });
    this.#clients.push(client);
    return client;
  }

  /** Brings a page to a board. */
  join(client: Client, board = "one"): BoardRoom {
    return client.join(this.#board, board);
  }

  #watched(store: Store): Store {
    return new Proxy(store, {
      get: (target, name: keyof Store) => {
        const method: unknown = target[name];
        if (typeof method !== "function") return method;
        return (...given: unknown[]): unknown => {
          trace.note(`store.${name}`);
          return Reflect.apply(method, target, given);
        };
      },
    });
  }
}

/** Waits until nothing is under way any more: timers of texts and presence run within it. */
export function quiet(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 300));
}
