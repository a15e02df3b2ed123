import type { RoomDefinition } from "@alongside/core";
import {
  type Entry,
  ENTRY_KINDS,
  isFields,
  mistake,
  type RoomId,
  type Seq,
} from "@alongside/core/engine";
import { Following } from "./following.ts";
import type { Follower, FollowHandler, FollowOptions } from "./options.ts";
import { MOST_WRITES } from "./intents.ts";
import type { FollowerParts, Reach } from "./parts.ts";

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;

/** The followers of a server. */
export class Followers {
  readonly #parts: FollowerParts;
  readonly #names: () => Iterable<string>;
  readonly #all = new Map<string, Following>();
  #isStopped = false;

  /** `names` are those of all definitions that the server runs. */
  constructor(parts: FollowerParts, names: () => Iterable<string>) {
    this.#parts = parts;
    this.#names = names;
  }

  follow<D extends RoomDefinition>(
    name: string,
    options: FollowOptions<D>,
    handler: FollowHandler<D>,
    reach: Reach = { writes: MOST_WRITES, atOnce: 1 },
  ): Following {
    if (typeof name !== "string" || !NAME.test(name))
      throw mistake(
        "followers",
        "the name",
        "1 to 64 of A-Z a-z 0-9 _ . : -, a letter or digit first",
        name,
      );
    const given: unknown = options;
    if (!isFields(given))
      throw mistake("followers", "the options", "{ rooms, kinds, parts, … }", given);
    if (typeof handler !== "function")
      throw mistake("followers", "the handler", "a function of a batch", handler);
    if (this.#isStopped) throw new Error("follow: the server is closed; make a new one");
    if (this.#all.has(name))
      throw new Error(`follow: "${name}" follows already; a name has one follower in a process`);
    const { rooms, kinds, parts, from = "start" } = options;
    for (const room of rooms ?? []) this.#parts.check(room);
    for (const kind of kinds ?? [])
      if (!(ENTRY_KINDS as readonly string[]).includes(kind))
        throw mistake("followers", "a kind", `one of ${ENTRY_KINDS.join(", ")}`, kind);
    if (
      parts !== undefined &&
      !(Array.isArray(parts) && parts.every((part) => typeof part === "string"))
    )
      throw mistake("followers", "parts", "a list of top-level keys", parts);
    if (from !== "start" && from !== "now")
      throw mistake("followers", "from", '"start" or "now"', from);
    const whole = (
      what: "batch" | "timeoutMs" | "attempts",
      most: number,
      standard: number,
    ): number => {
      const chosen = options[what] ?? standard;
      if (!Number.isInteger(chosen) || chosen < 1 || chosen > most)
        throw mistake("followers", what, `a whole number from 1 to ${most}`, chosen);
      return chosen;
    };
    const task = {
      ...this.#parts,
      reach,
      name,
      wanted: {
        name,
        kinds: kinds === undefined ? undefined : new Set(kinds),
        parts: parts === undefined ? undefined : new Set<string>(parts),
      },
      isFromNow: from === "now",
      batch: whole("batch", 1000, 100),
      timeoutMs: whole("timeoutMs", 3_600_000, 30_000),
      attempts: whole("attempts", 1000, 12),
      handler: handler as unknown as FollowHandler,
    };
    const names = new Set(rooms === undefined ? this.#names() : rooms.map((room) => room.name));
    const following = new Following(task, names, () => void this.#all.delete(name));
    this.#all.set(name, following);
    return following;
  }

  /** These entries of a room are on disk. */
  wrote(room: RoomId, entries: readonly Entry[]): void {
    for (const following of this.#all.values()) following.wrote(room, entries);
  }

  /** Entries of a room up to `head` are on disk. */
  woke(room: RoomId, head: Seq): void {
    for (const following of this.#all.values()) following.woke(room, head);
  }

  /** Each with its name. */
  list(): readonly Follower[] {
    return [...this.#all.values()];
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.list().map((following) => following.stop()));
  }
}
