import type { PresenceOf, RoomDefinition } from "@alongside/core";
import { equalJson, inWords, isFields, misused, type UserInfo } from "@alongside/core/engine";
import { Cell } from "../cell.ts";
import { createMotion, type Motion, type MotionOptions } from "../motion/motion.ts";
import type { Readable, Report } from "../readable.ts";
import { sessionOf } from "../room/sessions.ts";
import type { Other, Room } from "../room/types.ts";

/** What a page looks at, as numbers that somebody else's page can show: the corners of a board's view, or how far a text is scrolled. */
export interface Viewport {
  /** As many each time. Undefined while there is nothing to look at. */
  readonly get: () => readonly number[] | undefined;
  /** Shows it, as nearly as this page can. `values` are the same array every time. */
  readonly set: (values: Float64Array) => void;
}

/** Options of {@link follow}. `durationMs` is how long the viewport glides to where the other one is, in ms. */
export interface FollowOptions<D extends RoomDefinition> extends Pick<
  MotionOptions,
  "durationMs" | "jump" | "clock"
> {
  readonly viewport: Viewport;
  /** The field of presence in which viewports travel: numbers, or null. @default "viewport" */
  readonly field?: keyof PresenceOf<D> & string;
  /** The field of presence that says whom somebody follows: a client id, or null. @default "following" */
  readonly following?: keyof PresenceOf<D> & string;
  /** How what is looked at gets to where the other is. @default "spring" */
  readonly easing?: MotionOptions["easing"];
}

/**
 * Why nobody is followed any more. `stopped`: this person said so. `moved`: they looked elsewhere by themselves. `left`: the other has
 * left. `chain`: the other follows somebody now. `cycle`: the other follows this person.
 */
export type FollowEnd = "stopped" | "moved" | "left" | "chain" | "cycle";

/** Whom this page follows, if anybody. */
export type FollowState =
  | {
      readonly name: "free";
      /** How it ended, and who was followed, when somebody was. */
      readonly ended?: { readonly why: FollowEnd; readonly user: UserInfo };
    }
  | { readonly name: "following"; readonly client: string; readonly user: UserInfo };

/** Following somebody: looking at what they look at. */
export interface Follow<D extends RoomDefinition = RoomDefinition> {
  readonly state: Readable<FollowState>;
  /** Those who follow this page, in the order they came. */
  readonly followers: Readable<readonly Other<D>[]>;
  /**
   * Looks at what somebody looks at from now on: a client id or a user's. Who follows another is not followed: that other is. Returns
   * false where that is nobody who is here, or this person.
   */
  readonly start: (whom: string) => boolean;
  readonly stop: () => void;
  /** This page looks at something else by now, whether its person did that or `viewport.set`. Cheap: call it for each scroll. */
  readonly moved: () => void;
  /** Follows nobody, and lets nobody follow, any more. */
  readonly end: () => void;
}

type Fields = { readonly [field: string]: unknown };

/** More numbers than a viewport has. */
const MAX_NUMBERS = 16;

const VIEW = "view";

/**
 * Lets people follow one another in a room. A page tells what it looks at only while somebody follows it. Throws `TypeError` for what is
 * no room and no viewport.
 */
export function follow<D extends RoomDefinition>(
  room: Room<D>,
  options: FollowOptions<D>,
): Follow<D> {
  const { copy, report } = sessionOf(room, "follow");
  const { viewport } = options;
  if (
    !isFields(viewport) ||
    typeof viewport.get !== "function" ||
    typeof viewport.set !== "function"
  )
    throw misused(
      "follow",
      inWords(() => "the viewport should be { get(), set(values) }"),
      viewport,
    );
  return new Following(room, () => copy.client, report, options);
}

class Following<D extends RoomDefinition> implements Follow<D> {
  readonly #room: Room<D>;
  readonly #own: () => string;
  readonly #viewport: Viewport;
  readonly #field: string;
  readonly #following: string;
  readonly #motion: Motion;
  readonly #state: Cell<FollowState>;
  readonly #followers: Cell<readonly Other<D>[]>;
  readonly #unsubscribe: () => void;
  /** What the viewport was after it was set last: anything else is this person's own doing. */
  #made: readonly number[] | undefined;
  /** What was told of whom this page follows. */
  #heard: unknown;
  #isSetting = false;

  constructor(room: Room<D>, own: () => string, report: Report, options: FollowOptions<D>) {
    const { easing = "spring", durationMs, jump, clock } = options;
    this.#room = room;
    this.#own = own;
    this.#viewport = options.viewport;
    this.#field = options.field ?? "viewport";
    this.#following = options.following ?? "following";
    this.#state = new Cell<FollowState>({ name: "free" }, report);
    this.#followers = new Cell<readonly Other<D>[]>([], report);
    this.#motion = createMotion({
      write: (_, values) => this.#show(values),
      easing,
      ...(durationMs !== undefined && { durationMs }),
      ...(jump !== undefined && { jump }),
      ...(clock && { clock }),
    });
    this.#unsubscribe = room.others.subscribe(() => this.#look());
    this.#look();
  }

  get state(): Readable<FollowState> {
    return this.#state;
  }

  get followers(): Readable<readonly Other<D>[]> {
    return this.#followers;
  }

  readonly start = (whom: string): boolean => {
    const asked = this.#find(whom);
    const leader = asked && this.#leaderOf(asked);
    if (asked === undefined || leader === undefined) {
      if (asked) this.#free("cycle", asked.user);
      return false;
    }
    const { client, user } = leader;
    const before = this.#state.get();
    if (before.name === "following" && before.client === client) return true;
    this.#heard = undefined;
    this.#made = this.#viewport.get();
    if (before.name === "free" && this.#made) this.#motion.put(VIEW, this.#made);
    this.#tell({ [this.#following]: client });
    this.#state.set({ name: "following", client, user });
    this.#look();
    return true;
  };

  readonly stop = (): void => {
    const state = this.#state.get();
    if (state.name === "following") this.#free("stopped", state.user);
  };

  readonly moved = (): void => {
    if (this.#isSetting) return;
    const state = this.#state.get();
    if (state.name === "following" && !isSame(this.#viewport.get(), this.#made))
      this.#free("moved", state.user);
    this.#tellViewport();
  };

  readonly end = (): void => {
    this.stop();
    this.#unsubscribe();
    this.#motion.stop();
    if (this.#followers.get().length === 0) return;
    this.#followers.set([]);
    this.#tell({ [this.#field]: null });
  };

  /** Others have changed. */
  #look(): void {
    const others = this.#room.others.get();
    const own = this.#own();
    const before = this.#followers.get();
    const now = others.filter((other) => this.#of(other, this.#following) === own);
    if (
      now.length !== before.length ||
      now.some(({ client, user }, i) => client !== before[i]?.client || user !== before[i]?.user)
    ) {
      this.#followers.set(now);
      if (now.length === 0) this.#tell({ [this.#field]: null });
      else if (before.length === 0) this.#tellViewport();
    }
    const state = this.#state.get();
    if (state.name === "free") return;
    const leader =
      others.find(({ client }) => client === state.client) ??
      // In another tab, or on the page that was loaded anew.
      others.find(({ user }) => user.id === state.user.id);
    if (leader === undefined) return this.#free("left", state.user);
    const theirs = this.#of(leader, this.#following);
    if (typeof theirs === "string")
      return this.#free(theirs === own ? "cycle" : "chain", leader.user);
    if (leader.client !== state.client) {
      this.#tell({ [this.#following]: leader.client });
      this.#state.set({ name: "following", client: leader.client, user: leader.user });
    }
    this.#chase(this.#of(leader, this.#field));
  }

  /** Heads for what the other looks at. They may say anything, and that is looked past. */
  #chase(viewport: unknown): void {
    if (viewport === this.#heard || !isViewport(viewport)) return;
    this.#heard = viewport;
    if (viewport.length === this.#viewport.get()?.length) this.#motion.to(VIEW, viewport);
  }

  #show(values: Float64Array): void {
    if (this.#state.get().name === "free") return;
    this.#isSetting = true;
    try {
      this.#viewport.set(values);
    } finally {
      this.#isSetting = false;
    }
    // Read again, as this page may not be able to show all of it.
    this.#made = this.#viewport.get();
    this.#tellViewport();
  }

  #free(why: FollowEnd, user: UserInfo): void {
    this.#motion.remove(VIEW);
    this.#made = undefined;
    this.#tell({ [this.#following]: null });
    this.#state.set({ name: "free", ended: { why, user } });
  }

  #find(whom: string): Other<D> | undefined {
    const others = this.#room.others.get();
    return (
      others.find(({ client }) => client === whom) ?? others.find(({ user }) => user.id === whom)
    );
  }

  /** Whom somebody follows, and so on; undefined where that comes back to this page, or turns in a circle. */
  #leaderOf(first: Other<D>): Other<D> | undefined {
    const passed = new Set([this.#own()]);
    let leader: Other<D> | undefined = first;
    for (;;) {
      if (passed.has(leader.client)) return undefined;
      passed.add(leader.client);
      const next = this.#of(leader, this.#following);
      if (typeof next !== "string") return leader;
      if (next === this.#own()) return undefined;
      const followed = this.#room.others.get().find(({ client }) => client === next);
      if (followed === undefined) return leader;
      leader = followed;
    }
  }

  #of(other: Other<D>, field: string): unknown {
    return (other.presence as Fields)[field];
  }

  #tellViewport(): void {
    if (this.#followers.get().length === 0) return;
    const viewport = this.#viewport.get() ?? null;
    this.#tell({ [this.#field]: viewport });
  }

  #tell(fields: Fields): void {
    const mine = this.#room.presence.get() as Fields;
    // What nobody was told of is null for them already.
    const isNews = Object.entries(fields).some(
      ([field, value]) => !equalJson(mine[field] ?? null, value),
    );
    if (isNews) this.#room.presence.set(fields as PresenceOf<D>);
  }
}

function isViewport(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.length <= MAX_NUMBERS &&
    value.every((number) => Number.isFinite(number))
  );
}

/** Whether two viewports are the same, but for what arithmetic loses. */
function isSame(a: readonly number[] | undefined, b: readonly number[] | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.length === b.length &&
    a.every((value, i) => Math.abs(value - (b[i] as number)) <= 1e-6 * Math.max(1, Math.abs(value)))
  );
}
