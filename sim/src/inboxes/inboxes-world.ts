import { Inbox, inboxOf } from "@alongside/core/inbox";
import type { Room } from "@alongside/client";
import { type FeedHandle, feedOf } from "../../../packages/client/src/feeds/index.ts";
import { openInbox } from "../../../packages/client/src/inbox/index.ts";
import { Broken } from "../checkers/broken.ts";
import { Stage } from "../stage/stage.ts";
import { checkInboxes } from "./check-inboxes.ts";
import type { Device } from "./device.ts";
import { Shown } from "./shown.ts";
import { Talk } from "./talk.ts";
import { Tasks } from "./tasks.ts";

const ROOMS = ["r", "s"] as const;

/** Ann and Bob sit in the rooms with their pages; the others look at their inboxes alone. Gus may read no feed. */
const DEVICES = ["ann", "ann", "bob", "dora", "dora", "fred", "gus"] as const;
const USERS = [...new Set<string>(DEVICES)];
const INSIDE: ReadonlySet<string> = new Set(["ann", "bob"]);

/** Who wants everything of the one room all the time, and of the other one for a while. Gus wants what he may not read. */
const WATCHING = [
  { always: new Set(["fred", "gus"]), sometimes: new Set<string>() },
  { always: new Set<string>(), sometimes: new Set(["dora"]) },
];

/** How many times somebody does something, or something befalls them. */
const STEPS = 130;
const QUIET_MS = 40_000;

/**
 * People who mention and answer each other in two rooms, code that notifies, and the same people's inboxes on several devices, where they mark, read, put off and
 * mute, while links break, pages die, the disk fails and the server does. Each is told of what is theirs once, and everything is counted right.
 */
export class InboxesWorld {
  readonly #stage: Stage<typeof Talk>;
  readonly #devices: Device[] = [];
  readonly #tasks: Tasks;
  /** How far each user had read, as they were told. */
  readonly #read = new Map<string, Map<string, number>>();
  readonly #counts = { notes: 0, marks: 0, looks: 0 };
  #words = 0;

  constructor(seed: number) {
    this.#stage = new Stage(Talk, seed, {
      rules: { allow: () => true },
      hasInboxes: true,
      failing: (request) => (request === "append" || request === "saveFollower" ? 0.02 : 0.002),
    });
    this.#stage.server.grants.set("gus", { read: ["title"], write: ["title"] });
    this.#tasks = new Tasks(this.#stage, USERS);
    this.#stage.onStart = () => this.#tasks.start();
  }

  get counts(): Stage<typeof Talk>["counts"] & { notes: number; marks: number; looks: number } {
    return { ...this.#stage.counts, ...this.#counts };
  }

  /** Lives through it. Throws `Broken` where somebody is told twice, or not at all, or something is counted wrong. */
  async run(): Promise<void> {
    const { server, random } = this.#stage;
    this.#stage.isCalm = true;
    this.#tasks.start();
    // Whoever follows begins with what comes from now on.
    await server.pass(100);
    for (const name of DEVICES) this.#devices.push(this.#open(name));
    await server.pass(200);
    for (const { name, own } of this.#devices)
      if (WATCHING[0]?.always.has(name) === true)
        own.mutate.level({ what: "room talk:r", channel: "inbox", level: "everything" });
    await server.pass(500);
    this.#stage.isCalm = false;
    await this.#stage.live(
      STEPS,
      () => this.#step(random.pick(this.#devices)),
      () => this.#checkShown(),
    );
    this.#stage.isCalm = true;
    for (const { page } of this.#devices) {
      page.plug();
      page.back();
    }
    await server.pass(QUIET_MS);
    this.#stage.check();
    this.#checkShown();
    for (const follower of server.hub.followers.list())
      if (follower.lag().letters > 0)
        throw new Broken(`[R1990] ${follower.name} could not write something`);
    const { disk } = this.#stage;
    const rooms = ROOMS.map((id) => `talk:${id}`);
    const due = {
      rooms,
      watching: WATCHING,
      users: USERS,
      inside: INSIDE,
      blind: new Set(["gus"]),
    };
    const lived = { disk, ...due, read: this.#read, tasks: this.#tasks, devices: this.#devices };
    this.#counts.notes += checkInboxes({ ...lived, now: server.clock.now() });
  }

  #open(name: string): Device {
    const page = this.#stage.server.open(name, Talk, undefined, { onSwitch: () => undefined });
    const inbox = openInbox(page.client);
    inbox.subscribe(() => undefined);
    const own = page.client.join(Inbox, inboxOf(name) ?? "");
    const others = ROOMS.slice(1).map((id) => page.client.join(Talk, id));
    const talks = [page.room, ...others];
    if (INSIDE.has(name)) for (const room of talks) feedOf(room, "chat").subscribe(() => undefined);
    else for (const room of talks) room.leave();
    return { name, page, inbox, own, talks, shown: new Shown(name, this.#stage.disk) };
  }

  #checkShown(): void {
    for (const { inbox, own, shown } of this.#devices) shown.check(inbox, own);
  }

  async #step(device: Device): Promise<void> {
    const { random } = this.#stage;
    const { page } = device;
    const roll = random.next();
    if (roll < 0.05) page.away();
    else if (roll < 0.14) page.back();
    else if (roll < 0.17) page.cut();
    else if (roll < 0.2) page.page.happen(random.pick(["hidden", "visible"]));
    else if (roll < 0.24) this.#stage.crash();
    else if (roll < 0.26) {
      page.die();
      Object.assign(device, this.#open(device.name));
    } else if (roll < 0.55) this.#write(device);
    else if (roll < 0.62) this.#tasks.order(random.pick(USERS));
    else if (roll < 0.67) this.#tasks.rename(random.pick(ROOMS), random.pick(USERS));
    else await this.#mark(device);
  }

  /** Posts, changes what was posted, or takes it back. */
  #write({ name, talks }: Device): void {
    const { random, server } = this.#stage;
    const place = random.below(ROOMS.length);
    const mentions = USERS.filter(() => random.chance(0.25));
    const word = `word ${++this.#words}`;
    const room = talks[place] as Room<typeof Talk>;
    const known = this.#known(place);
    const to = random.chance(0.5) && known.length > 0 ? { to: random.pick(known) } : {};
    if (!INSIDE.has(name)) {
      if (name === "gus") return;
      const { hub } = server;
      const id = ROOMS[place] as string;
      const post = hub
        .room(Talk, id)
        .update((doc) => void doc.feeds.chat.post(word, { mentions, ...to }), { as: name });
      post.catch(() => undefined);
      return;
    }
    if (room.rights.get() === undefined) return;
    const chat: FeedHandle<string> = feedOf(room, "chat");
    const mine = chat
      .get()
      .posts.filter(({ by, state, deleted }) => by === name && state === "sent" && !deleted);
    const roll = random.next();
    const one = mine.length > 0 ? random.pick(mine) : undefined;
    if (roll < 0.75 || one === undefined) {
      const { local: id, committed } = chat.post(word, { mentions, ...to });
      committed.catch(() => undefined);
      // Whoever sees a mistake mends it at once, before anybody was told.
      if (random.chance(0.2))
        chat.edit(id, `${word}!`, { mentions }).committed.catch(() => undefined);
    } else if (roll < 0.93) chat.edit(one.id, word, { mentions }).committed.catch(() => undefined);
    else chat.delete(one.id).committed.catch(() => undefined);
  }

  /** Ids of posts that begin threads, or may. */
  #known(place: number): readonly string[] {
    return this.#stage.disk
      .posts(`talk:${ROOMS[place]}`)
      .flatMap(({ id, thread }) => (thread === undefined ? id : []));
  }

  async #mark({ name, inbox, own }: Device): Promise<void> {
    const { random, server } = this.#stage;
    const { name: state, items, archived, snoozed } = inbox.get();
    if (state !== "ready" || own.get() === undefined) return;
    this.#counts.marks += 1;
    const all = [...items, ...archived, ...snoozed];
    const key = all.length > 0 ? random.pick(all).key : "none";
    const roll = random.next();
    if (roll < 0.15) inbox.markAll(random.pick(["seen", "read", "archived"]));
    else if (roll < 0.35) inbox.read(key);
    else if (roll < 0.42) inbox.unread(key);
    else if (roll < 0.5) inbox.archive(key);
    else if (roll < 0.55) inbox.unarchive(key);
    else if (roll < 0.62) inbox.snooze(key, new Date(server.clock.now() + random.below(5000)));
    else if (roll < 0.68) {
      const what = random.pick(["kind mention", "kind task", "room talk:s"]);
      inbox.mute(what, random.chance(0.4));
    } else if (roll < 0.74 && name === "dora")
      own.mutate.level({
        what: "room talk:s",
        channel: "inbox",
        level: random.pick(["everything", "everything", "participating", null]),
      });
    else await this.#look(name, own);
  }

  /** Somebody has read a feed or a thread, as far as they please. */
  async #look(name: string, own: Room<typeof Inbox>): Promise<void> {
    const { random, disk } = this.#stage;
    const index = random.below(ROOMS.length);
    const room = `talk:${ROOMS[index]}`;
    const known = this.#known(index);
    const [log] = (await disk.open().origin(room)).epochs;
    if (log === undefined) return;
    const { epoch } = log;
    const thread = random.chance(0.5) && known.length > 0 ? { thread: random.pick(known) } : {};
    const place = { room, feed: "chat", ...thread, seq: random.below(disk.head(room) + 1), epoch };
    this.#counts.looks += 1;
    own.mutate.look(place).committed.then(
      () => {
        const read = this.#read.get(name) ?? new Map<string, number>();
        const key = `${room} ${thread.thread ?? "chat"} ${epoch}`;
        this.#read.set(name, read.set(key, Math.max(read.get(key) ?? 0, place.seq)));
      },
      () => undefined,
    );
  }
}
