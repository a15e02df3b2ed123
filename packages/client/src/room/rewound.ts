import type { RoomDefinition, StorageOf } from "@alongside/core";
import { inWords } from "@alongside/core/engine";
import type { Seq } from "@alongside/core/engine";

/** What a page had of a room whose log went back: a backup was put in its place, it was deleted, or it was in memory alone. */
export interface Rewound<D extends RoomDefinition = RoomDefinition> {
  /** The room as it was seen, with the own changes in it: to show, export or copy from. */
  readonly state: StorageOf<D>;
  /** The last entry that was seen. */
  readonly seq: Seq;
  /** How many of the own changes that had been answered the log knows no more. What was pending goes on. */
  readonly count: number;
}

/** Why a change cannot go on that was pending as the log went back. */
export const REWOUND = {
  code: "room.rewound",
  message:
    inWords(() => "The room's log went back, and does not have what this was written to") ??
    "room.rewound",
};
