import type { Json } from "../json.ts";
import type { OpsByKey } from "../model/op.ts";
import type { PersonState } from "./presence.ts";
import type { UserInfo } from "./welcome.ts";

/** One connection of a person in a room. */
export interface Person {
  readonly client: string;
  readonly user: UserInfo;
  readonly state: PersonState;
  readonly presence: { readonly [field: string]: Json };
  /** The gestures under way, by their number. */
  readonly previews?: { readonly [gesture: string]: OpsByKey };
}

/** What changed about one connection; fields left out are as before. `user` is there when it is new. */
export interface PersonPatch {
  readonly client: string;
  readonly user?: UserInfo;
  readonly state?: PersonState;
  readonly presence?: { readonly [field: string]: Json };
  /** Null ends a preview. */
  readonly previews?: { readonly [gesture: string]: OpsByKey | null };
}

/** What changed about the people of a room since the last tick, once for everyone. */
export interface Tick {
  readonly type: "tick";
  readonly room: string;
  readonly people: readonly PersonPatch[];
  /** Clients that are gone. */
  readonly gone: readonly string[];
  /** A keyframe: whoever is not in `people` is gone. For readers who were too slow for some ticks. */
  readonly all?: true;
}
