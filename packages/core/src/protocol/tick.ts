import type { Json } from "../json.ts";
import type { OpsByKey } from "../model/op.ts";
import { decodeOps, encodeOps, type WireOps } from "./ops.ts";
import type { ActivityState } from "./presence.ts";
import type { UserInfo } from "./welcome.ts";
import { trimmed } from "./shape.ts";

/** One connection of a person in a room. */
export interface SeatPresence {
  readonly client: string;
  readonly user: UserInfo;
  readonly state: ActivityState;
  readonly presence: { readonly [field: string]: Json };
  /** The gestures under way, by their number. */
  readonly previews?: { readonly [gesture: string]: OpsByKey };
}

/** What changed about one connection; fields left out are as before. `user` is there when it is new. */
export interface SeatPatch {
  readonly client: string;
  readonly user?: UserInfo;
  readonly state?: ActivityState;
  readonly presence?: { readonly [field: string]: Json };
  /** Null ends a preview. */
  readonly previews?: { readonly [gesture: string]: OpsByKey | null };
}

/**
 * What changed about the people of a room since the last tick, once for everyone. On the wire `["t", seat, people, gone]`, a
 * keyframe with a 1 behind. One of the people is `[client, presence, state, user, [gesture, ops | null, …]]`: null where nothing
 * changed, and what is null at its end is left out.
 */
export interface Tick {
  readonly type: "tick";
  readonly seat: number;
  readonly people: readonly SeatPatch[];
  /** Clients that are gone. */
  readonly gone: readonly string[];
  /** A keyframe: whoever is not in `people` is gone. For readers who were too slow for some ticks. */
  readonly all?: true;
}

/** A person on the wire, or what changed about one. */
export type PersonParts = readonly [
  client: string,
  presence?: SeatPatch["presence"] | null,
  state?: ActivityState | null,
  user?: UserInfo | null,
  previews?: readonly (number | WireOps | null)[] | null,
];

export function readPerson(parts: PersonParts): SeatPatch {
  const [client, presence, state, user, previews] = parts;
  return {
    client,
    ...(user && { user }),
    ...(state && { state }),
    ...(presence && { presence }),
    ...(previews && { previews: readPreviews(previews) }),
  };
}

function readPreviews(pairs: readonly (number | WireOps | null)[]): {
  readonly [gesture: string]: OpsByKey | null;
} {
  const previews: { [gesture: string]: OpsByKey | null } = {};
  for (let i = 0; i < pairs.length; i += 2) {
    const ops = pairs[i + 1] as WireOps | null;
    previews[`${pairs[i] as number}`] = ops && decodeOps(ops);
  }
  return previews;
}

export type TickParts = readonly [
  tag: "t",
  seat: number,
  people: readonly PersonParts[],
  gone: readonly string[],
  all?: 1,
];

export function readTick(parts: TickParts): Tick {
  const [, seat, people, gone, all] = parts;
  const rest = all === 1 ? { all: true as const } : {};
  return { type: "tick", seat, people: people.map(readPerson), gone, ...rest };
}

/** The parts of a person, or of what changed about one. */
export function personParts(person: SeatPatch): readonly unknown[] {
  const { client, presence, state, user } = person;
  const previews =
    person.previews &&
    Object.entries(person.previews).flatMap(([gesture, ops]) => [
      Number(gesture),
      ops && encodeOps(ops),
    ]);
  return trimmed([client, presence, state, user, previews]);
}
