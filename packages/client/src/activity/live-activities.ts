import type { RoomDefinition } from "@alongside/core";
import {
  type Activity,
  type ActivityGroup,
  groupActivities,
  inWords,
  misused,
  PRIORITIES,
  summaryWords,
} from "@alongside/core/engine";
import { sessionOf } from "../room/sessions.ts";
import type { RoomSession } from "../room/room.ts";
import type { Room } from "../room/types.ts";
import { ActivityLog } from "./activity-log.ts";
import { keptGroups } from "./kept.ts";
import { titleIn } from "./titles.ts";
import type {
  LiveActivities,
  LiveActivitiesOptions,
  LiveActivitiesState,
  LiveActivity,
} from "./types.ts";

const NOTHING: LiveActivitiesState = {
  activities: [],
  hasEarlier: false,
  isBusy: true,
  why: undefined,
};

const logs = new WeakMap<object, unknown>();

/**
 * The activities of a room that `join` returned, newest first: of each change of the log that this user may see, as it is committed, and of before as far as
 * they may see the past. A change that was refused is never among them. Throws `TypeError` for what is no room, window, number or priority.
 */
export function liveActivities<D extends RoomDefinition>(
  room: Room<D>,
  options: LiveActivitiesOptions<D> = {},
): LiveActivities {
  const session = sessionOf(room, "liveActivities");
  const { aggregateWindow = 5000, maxItems = 50, priorities = PRIORITIES } = options;
  checkOptions(aggregateWindow, maxItems, priorities);
  let log = logs.get(session) as ActivityLog<D> | undefined;
  if (log === undefined) logs.set(session, (log = new ActivityLog(session)));
  const list = new LiveList(log, { ...options, aggregateWindow, maxItems, priorities });
  return {
    get: () => list.state,
    subscribe: (callback) => list.subscribe(callback),
    earlier: () => list.earlier(),
  };
}

type Given<D extends RoomDefinition> = LiveActivitiesOptions<D> &
  Required<Pick<LiveActivitiesOptions, "aggregateWindow" | "maxItems" | "priorities">>;

class LiveList<D extends RoomDefinition> {
  state = NOTHING;
  readonly #log: ActivityLog<D>;
  readonly #options: Given<D>;
  readonly #callbacks = new Set<{ readonly callback: () => void }>();
  /** Of pages that did not change. */
  readonly #grouped = new WeakMap<readonly Activity[], readonly ActivityGroup[]>();
  #limit: number;
  #stop: (() => void) | undefined;

  constructor(log: ActivityLog<D>, options: Given<D>) {
    this.#log = log;
    this.#options = options;
    this.#limit = options.maxItems;
  }

  subscribe(callback: () => void): () => void {
    const own = { callback };
    this.#callbacks.add(own);
    if (this.#stop === undefined) {
      this.#stop = this.#log.subscribe(() => this.#become());
      this.#look();
    }
    return () => {
      this.#callbacks.delete(own);
      if (this.#callbacks.size > 0) return;
      this.#stop?.();
      this.#stop = undefined;
    };
  }

  async earlier(): Promise<void> {
    this.#limit += this.#options.maxItems;
    if (this.#groups().length < this.#limit) await this.#log.earlier();
    this.#become();
  }

  #groups(): readonly ActivityGroup[] {
    const { name } = this.#log.session;
    return [...this.#log.pages.values()].flatMap((page) => {
      let groups = this.#grouped.get(page);
      if (groups === undefined) {
        groups = groupActivities(name, page, this.#options.aggregateWindow);
        this.#grouped.set(page, groups);
      }
      return groups;
    });
  }

  #become(): void {
    this.#look();
    for (const { callback } of Array.from(this.#callbacks)) callback();
  }

  #look(): void {
    const { session, hasEarlier, isBusy, why } = this.#log;
    const { priorities } = this.#options;
    const groups = this.#groups();
    const kept = keptGroups(groups, this.#limit, priorities);
    const old = new Map(this.state.activities.map((one) => [one.id, one]));
    const made = kept.map((group) => this.#shown(session, group, old.get(group.id)));
    const { activities } = this.state;
    const isSame =
      made.length === activities.length && made.every((one, i) => one === activities[i]);
    this.state = {
      activities: isSame ? activities : made,
      hasEarlier: hasEarlier || kept.length < groups.length,
      isBusy,
      why,
    };
  }

  #shown(
    session: RoomSession<D>,
    group: ActivityGroup,
    old: LiveActivity | undefined,
  ): LiveActivity {
    const { by: id, summary, ...rest } = group;
    const name = this.#options.nameOf?.(id) ?? this.#log.names.get(id);
    const title = titleIn(session, group, this.#options.titleOf);
    const words = summaryWords(summary, { name: name ?? SOMEBODY, count: group.count, title });
    if (
      old?.words === words &&
      old.by.name === name &&
      old.members.length === group.members.length &&
      old.priority === group.priority
    )
      return old;
    const by = name === undefined ? { id } : { id, name };
    return { ...rest, room: session.name, by, words };
  }
}

/** Of whom no name is known. */
const SOMEBODY = "Somebody";

function checkOptions(window: number, most: number, priorities: unknown): void {
  const isWindow = typeof window === "number" && window >= 0;
  const isMost = Number.isInteger(most) && most >= 1 && most <= 1000;
  const arePriorities =
    Array.isArray(priorities) && priorities.every((one) => PRIORITIES.includes(one));
  if (isWindow && isMost && arePriorities) return;
  throw misused(
    "liveActivities",
    inWords(
      () =>
        `aggregateWindow should be ms from 0, maxItems 1 to 1000, priorities some of ${PRIORITIES.join(", ")}`,
    ),
    isWindow ? (isMost ? priorities : most) : window,
  );
}
