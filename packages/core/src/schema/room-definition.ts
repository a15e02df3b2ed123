import type { UserInfo } from "../protocol/welcome.ts";
import type { Sync } from "../sync.ts";
import type { ActivityRules } from "./activity/types.ts";
import type { FeedDrafts, Feeds } from "./feed/types.ts";
import type { Fields } from "./kinds.ts";
import type { Migrations } from "./migrations.ts";
import type { In, Out, Schema, Schemas } from "./standard-schema.ts";
import type { RecordSchema } from "./kinds.ts";
import type { KeyIn, PointIn, SeriesFields } from "./series/types.ts";
import type { PlainNode } from "./plain/types.ts";
import type { DraftStorage, Flat, Frozen, ReadStorage } from "./view-types.ts";

/** Where time, chance and the user come from inside a mutation, so that it can run twice: here at once, on the server for real. */
export interface MutationContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** A number in [0, 1). */
  random(): number;
  /** Who made the change; for the server's own, the user with the id `server`. Undefined on a page until the server has said who this is. */
  readonly user: UserInfo | undefined;
  readonly where: "client" | "server";
}

/** A named change with checked arguments. */
export interface Mutation<S, Args extends Schema, Check = unknown, F = unknown> {
  readonly args: Args & Check;
  /**
   * Writes the change. It is synchronous: an `async` one is refused. When it throws, the change is refused. The author reads the
   * code and message of a `Refused` that is thrown on the server; anything else reads `mutation.threw`, and is in the server's log.
   */
  run(doc: DraftOfParts<S, F>, args: Frozen<Out<Args>>, ctx: MutationContext): Sync;
}

/** Mutations by name. */
export type Mutations<S, A extends Schemas, F = unknown> = {
  readonly [K in keyof A]: Mutation<S, A[K], unknown, F>;
};

/** Mutations of a definition that is not known more closely. */
export interface AnyMutations {
  readonly [name: string]: {
    readonly args: Schema;
    run(doc: never, args: never, ctx: MutationContext): void;
  };
}

/** What becomes of plain fields that are set while a page is not in sync: see `RoomOptions.offline`. */
export type OfflinePolicy = "last-write-wins" | "refuse-if-changed";

/** What client and server share of a room. Made by `defineRoom`. */
export interface RoomDefinition<
  S extends Fields = Fields,
  P extends Schemas = Schemas,
  E extends Schemas = Schemas,
  M extends AnyMutations = AnyMutations,
  L extends SeriesFields = SeriesFields,
  F extends Feeds = Feeds,
> {
  readonly name: string;
  readonly version: number;
  /** How stored rooms get from the version before to each of these. */
  readonly migrate: Migrations;
  readonly offline: OfflinePolicy;
  readonly storage: S;
  readonly presence: P;
  readonly events: E;
  readonly mutations: M;
  readonly series: L;
  /** How changes become activities. */
  readonly activity: ActivityRules;
  readonly feeds: F;
  /** The fields of storage, at run time. */
  readonly schema: RecordSchema;
  /** Everything else that is checked, by name, at run time. */
  readonly checks: {
    readonly presence: ReadonlyMap<string, PlainNode>;
    readonly events: ReadonlyMap<string, PlainNode>;
    /** The arguments of each mutation. */
    readonly mutations: ReadonlyMap<string, PlainNode>;
  };
}

/** Storage as it reads: records and lists are readonly, `===` means unchanged. */
export type StorageOf<D extends RoomDefinition> = ReadStorage<D["storage"]>;

/** Storage as a change writes it. */
export type DraftOf<D extends RoomDefinition> = DraftOfParts<D["storage"], D["feeds"]>;

/** Storage as a change writes it, and beside it the feeds, where it is known that there are any. */
export type DraftOfParts<S, F> = DraftStorage<S> & FeedsOfDraft<F>;

type FeedsOfDraft<F> = [keyof F] extends [never]
  ? unknown
  : string extends keyof F
    ? unknown
    : { readonly feeds: FeedDrafts<F> };

/** The presence of one person; fields are absent until they are set. */
export type PresenceOf<D extends RoomDefinition> = Flat<{
  readonly [K in keyof D["presence"]]?: Frozen<Out<D["presence"][K]>>;
}>;

/** The body of each event, by name. */
export type EventsOf<D extends RoomDefinition> = Flat<{
  readonly [K in keyof D["events"]]: Frozen<Out<D["events"][K]>>;
}>;

/** The arguments of each mutation, by name, as a caller gives them. */
export type MutationsOf<D extends RoomDefinition> = Flat<{
  readonly [K in keyof D["mutations"]]: Frozen<In<D["mutations"][K]["args"]>>;
}>;

/** What is published to each series, by name: points by key. */
export type PointsOf<D extends RoomDefinition> = {
  readonly [N in keyof D["series"]]: {
    readonly [K in KeyIn<D["series"][N]>]?: PointIn<D["series"][N]>;
  };
};
