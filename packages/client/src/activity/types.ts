import type { ActivityPriority, RoomDefinition, StorageOf } from "@alongside/core";
import type { ActivityGroup, PastUser } from "@alongside/core/engine";
import type { WhyNot } from "./activity-log.ts";

/** What is shown of the activities of a room. */
export interface LiveActivitiesOptions<D extends RoomDefinition = RoomDefinition> {
  /** What one user does of a kind with less time between than this, in ms, is one item. @default 5000 */
  readonly aggregateWindow?: number;
  /** At most so many, 1 to 1,000; `earlier` adds as many. @default 50 */
  readonly maxItems?: number;
  /**
   * Which ones, the most important first. When the list is full, each step up stays twice as long.
   * @default ["urgent", "important", "normal"]
   */
  readonly priorities?: readonly ActivityPriority[];
  /** The name of a user by their id, where the app knows more than those who are in the room. */
  readonly nameOf?: (user: string) => string | undefined;
  /** What a record is called. @default Its `title`, `name`, `label` or `text`. */
  readonly titleOf?: (
    state: StorageOf<D>,
    key: string,
    id: string | undefined,
  ) => string | undefined;
}

/** Something that was done in a room, and what was done like it close by. */
export interface LiveActivity extends Omit<ActivityGroup, "by" | "summary"> {
  readonly room: string;
  readonly by: PastUser;
  /** For people: "Ann moved 12 shapes". */
  readonly words: string;
}

/** What a list of activities has by now. Another object whenever something of it changes. */
export interface LiveActivitiesState {
  /** Newest first. An item is the same object until something of it changes. */
  readonly activities: readonly LiveActivity[];
  /** Whether `earlier` may bring more. */
  readonly hasEarlier: boolean;
  /** Whether something is being asked for. */
  readonly isBusy: boolean;
  /** Why what was before is not here: `history.forbidden`, `link.lost` and others. What is done from here on is shown all the same. */
  readonly why: WhyNot | undefined;
}

/** The activities of a room as they happen. */
export interface LiveActivities {
  readonly get: () => LiveActivitiesState;
  /** Begins with its first listener, until the last has left. */
  readonly subscribe: (callback: () => void) => () => void;
  /** Shows `maxItems` more, from before those that are here. Resolves when they are, or could not be had. */
  readonly earlier: () => Promise<void>;
}
