import { activities, defineRoom, list, text, value } from "@alongside/core";
import {
  activitiesOf,
  type Activity,
  type ChangeEntry,
  isToldTo,
  type OpsByKey,
} from "@alongside/core/engine";
import type { Store } from "@alongside/server";
import {
  type LiveActivities,
  liveActivities,
} from "../../../packages/client/src/activity/index.ts";
import type { TestPage } from "../../../packages/client/test/support/in-memory-server.ts";
import { Broken } from "../checkers/broken.ts";
import { Stage } from "../stage/stage.ts";

const Wall = defineRoom("wall", {
  version: 1,
  storage: { page: text(), notes: list({ x: value(0), label: value("") }), plan: value("") },
  activity: activities({ types: ["told", "said"] }),
});
const ROOM = "wall:r";
const WINDOW = 900;

/** How many times somebody does something, or something befalls them. */
const STEPS = 120;
const QUIET_MS = 15_000;

type Page = TestPage<typeof Wall>;

interface Person {
  readonly name: string;
  page: Page;
  live: LiveActivities;
  isAway: boolean;
}

/**
 * People who write and tell, some of it refused, over bad links and with a server that dies, each with a list of what is done. Whatever a list shows is in the
 * log as it shows it; at rest each is what its reader finds in the log.
 */
export class ActivityWorld {
  readonly #stage: Stage<typeof Wall>;
  readonly #people: Person[] = [];
  readonly #counts = { refused: 0, shown: 0 };
  #told = 0;

  constructor(seed: number) {
    this.#stage = new Stage(Wall, seed, {
      rules: {
        allow: (change) =>
          JSON.stringify(change).includes("rude") ? { code: "manners", message: "Be kind" } : true,
      },
    });
    // Who may read the notes alone.
    this.#stage.server.grants.set("guest", { read: ["notes"], write: ["notes"] });
  }

  get counts(): { crashes: number; refused: number; shown: number } {
    return { ...this.#stage.counts, ...this.#counts };
  }

  /** Lives through it. Throws `Broken` where a list shows what is not in the log, or another list than is read there. */
  async run(): Promise<void> {
    const { server, random } = this.#stage;
    await server.pass(5);
    for (const name of ["ann", "bob", "guest"]) this.#people.push(this.#join(name));
    await server.pass(50);
    await this.#stage.live(
      STEPS,
      () => this.#step(random.pick(this.#people)),
      // What is shown is on the disk by then.
      (i) => (i % 6 === 0 ? this.#checkShown() : undefined),
    );
    for (const { page } of this.#people) page.back();
    await server.pass(QUIET_MS);
    this.#stage.check();
    for (const person of this.#people) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await this.#checkAtRest(person);
    }
  }

  #join(name: string): Person {
    const page = this.#stage.server.open(name);
    const live = liveActivities(page.room, { aggregateWindow: WINDOW, maxItems: 1000 });
    live.subscribe(() => undefined);
    return { name, page, live, isAway: false };
  }

  #step(person: Person): void {
    const random = this.#stage.random;
    const roll = random.next();
    if (roll < 0.06) person.page.away();
    else if (roll < 0.16) person.page.back();
    else if (roll < 0.2) this.#stage.crash();
    else if (roll < 0.23) {
      person.page.die();
      Object.assign(person, this.#join(person.name));
    } else this.#write(person);
  }

  #write({ name, page: { room } }: Person): void {
    const random = this.#stage.random;
    const state = room.get();
    const rights = room.rights.get();
    if (state === undefined || rights === undefined) return;
    const isRude = random.chance(0.2);
    if (isRude) this.#counts.refused += 1;
    const word = isRude ? `rude ${++this.#told}` : `kind ${++this.#told}`;
    const roll = random.next();
    const note = state.notes.length > 0 ? random.pick(state.notes) : undefined;
    if (roll < 0.25) room.update((doc) => void doc.notes.push({ label: word }));
    else if (roll < 0.45 && note !== undefined)
      room.update((doc) => {
        const one = doc.notes.get(note.id);
        if (one !== undefined) one.x += 1;
      });
    else if (roll < 0.5 && note !== undefined) room.update((doc) => doc.notes.delete(note.id));
    else if (roll < 0.75) {
      const target = random.pick([undefined, { key: "notes" }, { key: "plan" }]);
      const type = random.pick(["told", "said"]);
      room.activity({ type, summary: word, ...(target && { target }) });
    } else if (name !== "guest" && roll < 0.9)
      room.update((doc) => {
        doc.plan = word;
      });
    else if (name !== "guest") room.update((doc) => doc.page.insert(0, isRude ? "rude" : "k"));
  }

  /** The changes of the log as somebody may see them, by their numbers. */
  async #log(name: string, store: Store): Promise<Map<number, readonly Activity[]>> {
    const isGuest = name === "guest";
    const found = new Map<number, readonly Activity[]>();
    for await (const entry of store.read(ROOM, 0)) {
      if (entry.kind !== "change") continue;
      const seen = isGuest ? cutForGuest(entry) : entry;
      found.set(
        entry.seq,
        activitiesOf(seen, { ofChange: undefined }, (error) => {
          throw error;
        }),
      );
    }
    return found;
  }

  /** Nothing that is shown is not in the log, is another thing there, or may not be read. */
  async #checkShown(): Promise<void> {
    const shown = this.#people.map(({ name, live }) => ({ name, list: live.get().activities }));
    const logs = new Map<string, Map<number, readonly Activity[]>>();
    for (const { name, list: all } of shown) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const log = logs.get(name) ?? (await this.#log(name, this.#stage.disk.open()));
      logs.set(name, log);
      for (const one of all.flatMap(({ members }) => members)) {
        this.#counts.shown += 1;
        if (log.get(one.seq)?.some((known) => alike(known, one)) === true) continue;
        throw new Broken(
          `[R1838] [R1841] ${name} is shown ${JSON.stringify(one)}, which the log has as ${JSON.stringify(log.get(one.seq))}`,
        );
      }
    }
  }

  /** What was shown as it came is what is read of the log now, grouped as anybody would. */
  async #checkAtRest({ name, live }: Person): Promise<void> {
    const log = [...(await this.#log(name, this.#stage.disk.open())).values()].flat();
    const groups = grouped(log).map((members) => members.map(({ seq, type }) => [seq, type]));
    const { activities: all, hasEarlier, why } = live.get();
    const shown = all
      .toReversed()
      .map(({ members }) => members.map(({ seq, type }) => [seq, type]));
    if (JSON.stringify(shown) === JSON.stringify(groups)) return;
    const said = JSON.stringify({ shown, groups, hasEarlier, why });
    throw new Broken(`[R1840] ${name} is shown another list than the log has: ${said}`);
  }
}

function cutForGuest({ mutation, ...entry }: ChangeEntry): Omit<ChangeEntry, "kind"> {
  const { notes } = entry.ops;
  const ops: OpsByKey = notes === undefined ? {} : { notes };
  const isTold = isToldTo(mutation, { read: ["notes"] });
  return { ...entry, ops, ...(isTold && mutation && { mutation }) };
}

function alike(a: Activity, b: Activity): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The rule by eye: each goes to the last group of its kind, where that is not over. */
function grouped(log: readonly Activity[]): readonly (readonly Activity[])[] {
  const groups: Activity[][] = [];
  for (const one of log) {
    const like = groups.findLast(
      ([first]) => first?.by === one.by && first.type === one.type && first.key === one.key,
    );
    const last = like?.at(-1);
    const isNear = last !== undefined && one.at.getTime() - last.at.getTime() <= WINDOW;
    if (isNear && Math.ceil(last.seq / 500) === Math.ceil(one.seq / 500)) like?.push(one);
    else groups.push([one]);
  }
  return groups;
}
