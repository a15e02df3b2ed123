import { Refused } from "@alongside/core";
import type { Entry, RoomId, Seq, Snapshot, VersionEntry } from "@alongside/core/engine";
import type { Store } from "../store/store.ts";
import { type Naming, VERSIONS_PART, versionsIn } from "../store/versions.ts";

/** Named moments of a room, at most. */
const MOST = 1000;

/** What is needed of the room. */
interface Decider {
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

  /** The first `durable` entries' own, oldest first. */
  upTo(durable: Seq): readonly VersionEntry[] {
    return this.#all.filter(({ seq }) => seq <= durable);
  }

  /**
   * Gives a moment a name. Resolves once it is durable, and with the one that is there where it has that name already. Rejects with
   * `Refused`, `version.too-many`, and with what the store throws.
   */
  async give(decisions: Decider, { actor, name, of }: Naming): Promise<VersionEntry> {
    const seq = this.#changedAt(of);
    let given = this.#all.find((one) => one.of === seq && one.name === name);
    if (given === undefined) {
      if (this.#all.length >= MOST)
        throw new Refused("version.too-many", `The room has ${MOST} named moments, and no more`);
      given = decisions.name({ actor, name, of: seq });
      this.#all.push(given);
    }
    await decisions.flushed();
    return given;
  }

  /** The last entry up to `seq` that is no name of a moment: after those the room is as it was before them. */
  #changedAt(seq: Seq): Seq {
    let at = seq;
    for (let i = this.#all.length - 1; i >= 0; i--) if (this.#all[i]?.seq === at) at -= 1;
    return at;
  }
}
