import { Inbox, inboxOf } from "@alongside/core/inbox";
import type { Stage } from "../stage/stage.ts";
import { Talk } from "./talk.ts";

/** Something that the app tells somebody, until it is known to be told. */
export interface Order {
  readonly user: string;
  readonly subject: string;
  readonly dedupeKey: string;
  isTold: boolean;
}

/** An app's own code that notifies: of tasks, said again under their key until it is known that they were, and of titles, by a follower. */
export class Tasks {
  readonly orders: Order[] = [];
  readonly #stage: Stage<typeof Talk>;
  readonly #users: readonly string[];
  #titles = 0;

  constructor(stage: Stage<typeof Talk>, users: readonly string[]) {
    this.#stage = stage;
    this.#users = users;
  }

  /** A process has begun: it says again what the one before it may not have said. */
  start(): void {
    const { hub } = this.#stage.server;
    const wanted = { rooms: [Talk], parts: ["title" as const], kinds: ["change" as const] };
    hub.followers.follow("titles", { ...wanted, attempts: 1000 }, ({ id, entries }, write) => {
      for (const { actor } of entries)
        for (const user of this.#users)
          if (user !== actor) write.mutate(Inbox, inboxOf(user) ?? "", "notify", titled(id, actor));
    });
    for (const order of this.orders) if (!order.isTold) void this.#say(order);
  }

  order(user: string): void {
    const { random } = this.#stage;
    const subject = `task ${random.below(3)}`;
    const order = { user, subject, dedupeKey: `order ${this.orders.length}`, isTold: false };
    this.orders.push(order);
    void this.#say(order);
  }

  rename(id: string, as: string): void {
    const { hub } = this.#stage.server;
    const room = hub.room(Talk, id);
    room
      .update((doc) => void (doc.title = `title ${++this.#titles}`), { as })
      .catch(() => undefined);
  }

  async #say(order: Order): Promise<void> {
    const { server, random } = this.#stage;
    const { hub } = server;
    const { user, subject, dedupeKey } = order;
    const priority = random.pick(["normal", "important", "urgent"] as const);
    const note = { kind: "task", subject, title: "A task", priority, dedupeKey };
    while (!order.isTold && hub === server.hub) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- until it is known
        await hub.inboxes?.notify(user, note);
        // An answer may be lost, and then it is said again.
        if (!random.chance(0.2)) order.isTold = true;
      } catch {
        // oxlint-disable-next-line no-await-in-loop -- as above
        await this.#stage.wait(50);
      }
    }
  }
}

function titled(id: string, by: string | undefined) {
  return { kind: "title", subject: id, title: "There is another title", ...(by && { by }) };
}
