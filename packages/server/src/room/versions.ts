import { Refused } from "@alongside/core";
import {
  type Entry,
  ONCE_MS,
  type RoomId,
  type Seq,
  type Snapshot,
  type VersionEntry,
} from "@alongside/core/engine";
import type { Store } from "../store/store.ts";
import { isSameOnce } from "./once-number.ts";
import { Stale } from "./stale.ts";
import { type Naming, VERSIONS_PART, versionsIn } from "../store/versions.ts";

/** Named moments of a room, at most. */
const MOST = 1000;

/** What is needed of the room. */
interface Decider {
  readonly head: Seq;
  name(naming: Naming): VersionEntry;
  /** Resolves once all that was decided is durable. */
  flushed(): Promise<void>;
}

/** The named moments of a room, all of which are in memory: some hundred bytes each. */
export class Versions {
  /** Those that were decided: the last of them may not be durable yet. */
  readonly #all: VersionEntry[];

  constructor(all: readonly VersionEntry[] = []) {
    this.#all = [...all];
  }

  /** Those of a room as it is stored; `entries` are those after `snapshot`. Rejects with what the store throws. */
  static async load(
    store: Store,
    room: RoomId,
    snapshot: Snapshot | undefined,
    entries: readonly Entry[],
  ): Promise<Versions> {
    const has = snapshot?.parts?.has(VERSIONS_PART) === true;
    const part = has ? await store.loadPart(room, snapshot.seq, VERSIONS_PART) : undefined;
    const later = entries.filter((entry) => entry.kind === "version");
    return new Versions([...versionsIn(part), ...later]);
  }

  /** The first `durable` entries' own, oldest first. The same name for the same moment is one, though a key was used for it again. */
  upTo(durable: Seq): readonly VersionEntry[] {
    const known = new Set<string>();
    return this.#all.filter(({ seq, of, name }) => {
      if (seq > durable || known.has(`${of} ${name}`)) return false;
      known.add(`${of} ${name}`);
      return true;
    });
  }

  /**
   * Gives a moment a name. Resolves once it is durable, and with the one that is there where it has that name already, or where its key
   * was used for it before. Rejects with `Stale` where the log is not at `head`, with `Refused`, `version.too-many` and `once.differs`, and
   * with what the store throws.
   */
  async give(
    decisions: Decider,
    { actor, name, of, once }: Naming,
    { head, now }: { readonly head?: Seq | undefined; readonly now: number },
  ): Promise<VersionEntry> {
    const seq = this.#changedAt(of);
    let given = once && this.#once(once, now);
    if (given === undefined) {
      if (head !== undefined && head !== decisions.head) throw new Stale(head, decisions.head);
      given = this.#all.find((one) => one.of === seq && one.name === name);
      if (given === undefined || once !== undefined) {
        if (this.#all.length >= MOST)
          throw new Refused("version.too-many", `The room has ${MOST} named moments, and no more`);
        given = decisions.name({ actor, name, of: seq, ...(once !== undefined && { once }) });
        this.#all.push(given);
      }
    }
    await decisions.flushed();
    return given;
  }

  /** Throws `Refused`, `once.differs`, where a key was used to give a name. */
  checkUnused(key: string, now: number): void {
    if (this.#withKey(key, now) !== undefined) throw differs();
  }

  #once([key, n]: NonNullable<Naming["once"]>, now: number): VersionEntry | undefined {
    const given = this.#withKey(key, now);
    if (given?.once !== undefined && !isSameOnce(given.once[1], n)) throw differs();
    return given;
  }

  #withKey(key: string, now: number): VersionEntry | undefined {
    return this.#all.findLast(({ once, at }) => once?.[0] === key && at > now - ONCE_MS);
  }

  /** The last entry up to `seq` that is no name of a moment: after those the room is as it was before them. */
  #changedAt(seq: Seq): Seq {
    let at = seq;
    for (let i = this.#all.length - 1; i >= 0; i--) if (this.#all[i]?.seq === at) at -= 1;
    return at;
  }
}

function differs(): Refused {
  return new Refused("once.differs", "The key was used in this room for another request");
}
