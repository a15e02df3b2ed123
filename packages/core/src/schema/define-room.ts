import { checkMutation, checkOptions } from "#checks";
import { isFields } from "../mistake.ts";
import type { ActivityRules } from "./activity/types.ts";
import type { CheckSchema, CheckSchemas, CheckStorage } from "./check-types.ts";
import { compileFeeds, compileSchemas, compileStorage } from "./compile.ts";
import type { Feed, Feeds } from "./feed/types.ts";
import type { Fields } from "./kinds.ts";
import type { Migrations } from "./migrations.ts";
import type { CheckSeries, SeriesFields } from "./series/types.ts";
import type {
  AnyMutations,
  Mutation,
  Mutations,
  OfflinePolicy,
  RoomDefinition,
} from "./room-definition.ts";
import type { Schema, Schemas } from "./standard-schema.ts";

/** No feeds. */
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- that is what it is
type NoFeeds = Readonly<Record<never, Feed>>;

/** Nothing by name. */
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- that is what it is
type None = Readonly<Record<never, Schema>>;

/** No series. */
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- that is what it is
type NoSeries = Readonly<Record<never, never>>;

/** Options of {@link defineRoom}: what client and server share of a kind of room. */
export interface RoomOptions<
  S extends Fields,
  P extends Schemas,
  E extends Schemas,
  A extends Schemas,
  L extends SeriesFields = SeriesFields,
  F extends Feeds = NoFeeds,
> {
  /** A positive integer, from 1. Count it up when rooms that are stored need a migration, or when older pages should not come in. */
  readonly version: number;
  /**
   * By version, the step that brings a stored room there from the version before: `{ 2: (doc) => … }`. Synchronous; run once, on the
   * server, when the room is loaded, and on pages that find something older on their device. A room stored at a version from which there is no step does not open: `schema.incompatible`.
   * @default {}
   */
  readonly migrate?: Migrations;
  /**
   * What becomes of plain fields that are set while a page is not in sync, once it is back. `last-write-wins`: they are written, whatever
   * is there by then. `refuse-if-changed`: where a field holds something else by then than its author saw, or its record is gone, the
   * whole change is refused with `offline.changed`, and `room.rejected` has both values.
   * @default "last-write-wins"
   */
  readonly offline?: OfflinePolicy;
  /** What people see of each other and nobody keeps, a schema for each field: cursors, selections. @default {} */
  readonly presence?: P & CheckSchemas<P>;
  /** What the room holds: by name, a schema of any Standard Schema library, `value`, `list`, `map`, `counter` or `text`. */
  readonly storage: S & CheckStorage<S>;
  /** What people say to one another, by name, each a `feed()`: kept, ordered, and with a body of its own. @default {} */
  readonly feeds?: F;
  /** Messages to everyone who is here now, a schema for each body. Nobody keeps them. @default {} */
  readonly events?: E & CheckSchemas<E>;
  /** Named changes with checked arguments: each runs on the page at once, as a guess, and on the server for real. @default {} */
  readonly mutations?: { readonly [K in keyof A]: Mutation<S, A[K], CheckSchema<A[K]>, F> };
  /** Live values by key, which are never in the log: by name, what `series` returns. No name is one of storage too. @default {} */
  readonly series?: L & CheckSeries<S, L>;
  /** How changes become activities, and which ones may be told: `activities({ … })`. @default The usual ones, and none. */
  readonly activity?: ActivityRules;
}

const USUAL: ActivityRules = { ofChange: undefined, mutations: {} };

/**
 * Declares a room once, for client and server. Throws `TypeError`, with the path, for a name that is not
 * `[a-z][a-z0-9-]{0,63}`, a version that is not a positive integer, a migration to a version that is not there, a reserved
 * field name, a series with the name of a field of storage, an asynchronous schema, and a top-level plain value without an answer to `undefined`.
 */
export function defineRoom<
  const S extends Fields,
  P extends Schemas = None,
  E extends Schemas = None,
  A extends Schemas = None,
  L extends SeriesFields = NoSeries,
  F extends Feeds = NoFeeds,
>(
  name: string,
  options: RoomOptions<S, P, E, A, L, F>,
): RoomDefinition<S, P, E, Mutations<S, A, F>, L, F> {
  checkOptions(name, options);
  const { version, storage, migrate = {}, offline = "last-write-wins" } = options;
  const presence = (options.presence ?? {}) as P;
  const events = (options.events ?? {}) as E;
  const series = (options.series ?? {}) as L;
  const { activity = USUAL } = options;
  const mutations = { ...options.mutations, ...activity.mutations } as unknown as Mutations<
    S,
    A,
    F
  >;
  const feeds = (options.feeds ?? {}) as F;
  const schema = compileStorage(storage);
  const nodes = compileFeeds(feeds, { ...storage, ...series });
  return Object.freeze({
    name,
    version,
    migrate,
    offline,
    storage,
    presence,
    events,
    mutations,
    series,
    activity,
    feeds,
    schema: nodes.size === 0 ? schema : { ...schema, feeds: nodes },
    checks: {
      presence: compileSchemas(presence, "presence"),
      events: compileSchemas(events, "events"),
      mutations: compileSchemas(argsOf(mutations), "mutations"),
    },
  });
}

function argsOf(mutations: AnyMutations): Schemas {
  const args: Record<string, Schema> = {};
  for (const [name, mutation] of Object.entries(mutations)) {
    checkMutation(name, mutation);
    // Defined, not assigned: the name may be `__proto__`, which is refused with its path later.
    Object.defineProperty(args, name, { value: mutation.args, enumerable: true });
  }
  return args;
}

/** Whether a value is what `defineRoom` answered. */
export function isDefinition(value: unknown): value is RoomDefinition {
  return (
    isFields(value) && typeof value["name"] === "string" && "schema" in value && "checks" in value
  );
}
