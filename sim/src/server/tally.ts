import { counter, defineRoom, list, value } from "@alongside/core";
import { roomId } from "@alongside/core/engine";
import type { FollowHandler } from "../../../packages/server/src/followers/options.ts";
import type { Follower } from "@alongside/server";
import type { Hub } from "../../../packages/server/src/session/hub.ts";
import { Board } from "../app/board.ts";
import { Broken } from "../checkers/broken.ts";
import { SimRandom } from "../env/sim-random.ts";
import type { FaultCounts } from "../faults.ts";

/** What a follower writes into: a line and one more for each entry that it was given. */
export const Tally = defineRoom("tally", {
  version: 1,
  storage: { count: counter(), lines: list({ entry: value("") }) },
  mutations: {
    note: {
      args: value({ entry: "" }),
      run(doc, { entry }) {
        doc.count.add(1);
        doc.lines.push({ entry });
      },
    },
  },
});

export const TALLY = roomId(Tally.name, "all");

/** The follower of every fourth world. Of chance it has its own. */
export class Tallying {
  static readonly follower = "tally";
  readonly isOn: boolean;
  readonly #random: SimRandom;
  readonly #faults: FaultCounts;
  readonly #isCalm: () => boolean;
  readonly #onBroken: (error: unknown) => void;

  constructor(
    seed: number,
    faults: FaultCounts,
    isCalm: () => boolean,
    onBroken: (error: unknown) => void,
  ) {
    this.#random = new SimRandom(seed + 0xf0110);
    this.isOn = seed % 4 === 3;
    this.#faults = faults;
    this.#isCalm = isCalm;
    this.#onBroken = onBroken;
  }

  /** Follows all rooms, that one too. */
  begin(hub: Hub): Follower {
    return hub.followers.follow(
      Tallying.follower,
      { batch: this.#random.pick([1, 3, 100]), attempts: 1000 },
      this.#handler,
    );
  }

  readonly #handler: FollowHandler = ({ room, name, entries }, write) => {
    if (name !== Board.name)
      this.#onBroken(new Broken(`the follower is given what it wrote itself in ${room}`));
    if (!this.#isCalm() && this.#random.chance(0.05)) {
      this.#faults.count("handler-threw");
      throw new Error("the handler throws");
    }
    for (const { id } of entries) write.mutate(Tally, "all", "note", { entry: id });
    this.#faults.count("followed", entries.length);
  };
}
