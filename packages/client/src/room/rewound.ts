import type { RoomDefinition, StorageOf } from "@alongside/core";
import { inWords } from "@alongside/core/engine";
import type { Seq } from "@alongside/core/engine";

/** What a page had of a room whose log went back: a backup was put in its place, it was deleted, or it was in memory alone. */
export interface Rewound<D extends RoomDefinition = RoomDefinition> {
  /** The room as it was seen, with the own changes in it: to show, export or copy from. */
  readonly state: StorageOf<D>;
  /** The last entry that was seen. */
  readonly seq: Seq;
  /** How many own changes the log never had. They are in `rejected`, with the code `room.rewound`. */
  readonly count: number;
}

export const REWOUND =
  inWords(() => "The room's log went back to before this change was known") ?? "room.rewound";
