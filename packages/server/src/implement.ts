import { type RoomDefinition, type StorageOf } from "@alongside/core";
import {
  isDefinition,
  isFields,
  isObject,
  mistake,
  type MutationCall,
  ofSync,
  type OpsByKey,
  parseRoomId,
  type RoomId,
  type Seq,
  type UserInfo,
} from "@alongside/core/engine";
import { checkErase } from "./erasing/personal-fields.ts";
import { checkRetention, type Retention, RETENTION } from "./retention/policy.ts";
import type { Answer } from "./room/answer.ts";
import { checkFeedRules, type FeedRules } from "./room/feeds/feed-rules.ts";
import type { Grant } from "./room/rights.ts";
import type { HeldLock, RuleLocks } from "./room/rule-locks.ts";

/** A change as the app's rule sees it: the ops as they would be written. */
export interface ProposedChange {
  readonly ops: OpsByKey;
  /** The mutation that made them. */
  readonly mutation?: MutationCall;
}

/** A change that is on disk. */
export interface CommittedChange extends ProposedChange {
  /** The room's id, without its definition's name: `roadmap`. */
  readonly room: string;
  readonly seq: Seq;
  /** Server time, in ms. */
  readonly at: number;
  /** The id of the user who made it; the server's own code is `server`. */
  readonly actor: string;
}

export type OnChange = (change: CommittedChange) => unknown;

/** What a rule may look at to judge a change. */
export interface RuleContext<Storage> {
  readonly before: Storage;
  readonly after: Storage;
  /** Who makes the change; the server's own code is the user `server`. */
  readonly user: UserInfo;
  /** The room's id, without its definition's name: `roadmap`. */
  readonly room: string;
  /** Who holds soft locks. Nothing is refused for a lock unless the rule does. */
  readonly locks: RuleLocks;
}

/** What a rule may look at to say whether a lock may be taken over. */
export interface TakeOverContext<Storage> {
  readonly storage: Storage;
  /** Who asks for the lock. */
  readonly user: UserInfo;
  /** The room's id, without its definition's name: `roadmap`. */
  readonly room: string;
}

/** What a page wants to publish. */
export interface Publication {
  /** The name of the series. */
  readonly series: string;
  /** As the page sent them: the schema is asked after this rule. */
  readonly points: { readonly [key: string]: unknown };
}

/** What a rule may look at to say whether a page may publish. */
export interface PublishContext {
  readonly user: UserInfo;
  /** The room's id, without its definition's name: `roadmap`. */
  readonly room: string;
}

/** What the server adds to a definition by {@link implement}. It never ships to the browser. */
export interface Rules<D extends RoomDefinition> {
  /**
   * Returns what `user` may do in the room `room` (`roadmap`): `"none"`, `"read"`, `"write"`, or by top-level key,
   * `{ read: ["title", "notes"], write: ["notes"] }`. Asked at each join, with a fresh token, and by `server.review`. Throws `Refused`
   * to turn somebody away in words of its own; any other throw, say because a database is down, is `auth.unavailable`: the client
   * tries again by itself, and what was thrown goes to `onError` alone.
   * @default Everybody may write.
   */
  authorize?(user: UserInfo, room: string): Grant | Promise<Grant>;
  /**
   * Returns whether `user` may see what the room `room` (`roadmap`) was before, as far as the user may read
   * the keys now. Asked with each question. Throws `Refused` to say no in words of its own; any other throw is
   * `auth.unavailable`.
   * @default Whoever may write something here.
   */
  history?(user: UserInfo, room: string): boolean | Promise<boolean>;
  /**
   * Returns true, or why the change is refused. Synchronous. A thrown `Refused` refuses the change with its code and message; any other throw
   * refuses it as `rule.threw`, and what was thrown goes to `onError` alone.
   * @default Every change may be that schema and rights allow.
   */
  allow?(change: ProposedChange, context: RuleContext<StorageOf<D>>): Answer;
  /**
   * Returns true, or why `user` may not take a soft lock over from another user. Asked where `room.lock(target, { take: true })` meets
   * that lock. Synchronous; what it throws counts as in `allow`.
   * @default Everybody who may write there may.
   */
  takeOver?(lock: HeldLock, context: TakeOverContext<StorageOf<D>>): Answer;
  /**
   * Hears of each change once it is on disk, in each room's order. The simple case: not of changes that were on their way when the
   * process ended, and never twice. What must not miss any is a follower: see `server.follow`. Nothing waits for it, and what it
   * throws goes to `onError`.
   */
  onChange?(change: CommittedChange): unknown;
  /**
   * Returns true, or why a page may not publish to a series of the room `room` (`roadmap`). Asked with each batch of a user who may read the
   * series. Synchronous; a thrown `Refused` is the answer too, and any other throw says no and goes to `onError` alone.
   * @default Nobody publishes but the server's own code and the HTTP API.
   */
  publish?(publication: Publication, context: PublishContext): Answer;
  /**
   * How long entries are kept one by one: `"all"`, or `{ days, entries, bytes }`, whichever is less. Of what was before stays the end of
   * each day for a year, and each moment that has a name.
   * @default { days: 30, entries: 100_000 }
   */
  readonly retention?: Retention;
  /**
   * Names of plain fields in which people write about themselves or others: `["label", "author"]`; of a record() in it `meta.title`.
   * When a person is erased, the letters of what they wrote there go, as those of all their texts do. See `Server.erase`.
   * @default None: texts alone.
   */
  readonly erase?: readonly string[];
  /** Rules of the definition's feeds, by name. */
  readonly feeds?: { readonly [F in keyof D["feeds"]]?: FeedRules };
}

/** A definition with its rules, as the server runs it. Made by `implement`. */
export interface RoomImplementation<out D extends RoomDefinition = RoomDefinition> {
  readonly definition: D;
  authorize(user: UserInfo, room: RoomId): Grant | Promise<Grant>;
  /** Absent where whoever may write something may see what was. */
  readonly history?: (user: UserInfo, room: RoomId) => boolean | Promise<boolean>;
  /** Absent when everything is allowed that schema and rights allow. */
  readonly allow?: (change: ProposedChange, context: RuleContext<unknown>) => Answer;
  /** Absent when every lock may be taken over. */
  readonly takeOver?: (lock: HeldLock, context: TakeOverContext<unknown>) => Answer;
  /** Absent where no page may publish. */
  readonly publish?: (publication: Publication, user: UserInfo, room: RoomId) => Answer;
  /** Absent where nobody wants to hear. */
  readonly onChange?: OnChange;
  readonly retention: Retention;
  /** Names of plain fields that are rewritten when a person is erased. */
  readonly erase: readonly string[];
  readonly feeds: { readonly [feed: string]: FeedRules };
}

/** Gives a room its server-only rules. */
export function implement<D extends RoomDefinition>(
  definition: D,
  rules: Rules<D> = {},
): RoomImplementation<D> {
  if (!isDefinition(definition))
    throw mistake("implement", "the room", "what defineRoom returned", definition);
  if (!isObject(rules))
    throw mistake(
      "implement",
      "the rules",
      "{ authorize, history, allow, takeOver, publish, onChange, retention, erase, feeds }",
      rules,
    );
  for (const name of ["authorize", "history", "allow", "takeOver", "publish", "onChange"] as const)
    if (rules[name] !== undefined && typeof rules[name] !== "function")
      throw mistake("implement", name, "a function", rules[name]);
  if (rules.retention !== undefined) checkRetention(rules.retention);
  if (rules.erase !== undefined) checkErase(definition, rules.erase);
  if (rules.feeds !== undefined) checkFeedRules(definition, rules.feeds);
  return {
    definition,
    retention: rules.retention ?? RETENTION,
    erase: rules.erase ?? [],
    feeds: feedRules(rules.feeds ?? {}),
    authorize: (user, room) =>
      rules.authorize === undefined ? "write" : rules.authorize(user, idOf(room)),
    ...(rules.history !== undefined && {
      history: (user, room) => rules.history?.(user, idOf(room)) ?? false,
    }),
    ...(rules.allow !== undefined && {
      allow: (change, context) =>
        answerOf(rules.allow?.(change, context as RuleContext<StorageOf<D>>)),
    }),
    ...(rules.publish !== undefined && {
      publish: (publication, user, room) =>
        answerOf(rules.publish?.(publication, { user, room: idOf(room) })),
    }),
    ...(rules.onChange !== undefined && { onChange: (change) => rules.onChange?.(change) }),
    ...(rules.takeOver !== undefined && {
      takeOver: (lock, context) =>
        answerOf(rules.takeOver?.(lock, context as TakeOverContext<StorageOf<D>>)),
    }),
  };
}

function feedRules(given: { readonly [feed: string]: FeedRules | undefined }): {
  readonly [feed: string]: FeedRules;
} {
  const feeds: Record<string, FeedRules> = {};
  for (const [name, rules] of Object.entries(given)) {
    if (rules === undefined) continue;
    const { slowMode, keep } = rules;
    feeds[name] = {
      ...(slowMode !== undefined && { slowMode }),
      ...(keep !== undefined && { keep: { ...keep } }),
      ...(rules.may !== undefined && {
        may: (act, context) => answerOf(rules.may?.(act, context)),
      }),
    };
  }
  return feeds;
}

/** A rule that forgets to answer has not said yes. */
function answerOf(given: unknown): Answer {
  const answer = ofSync(given, () => new TypeError("The rule is asynchronous; it answers at once"));
  if (answer === true) return true;
  if (
    isFields(answer) &&
    typeof answer["code"] === "string" &&
    typeof answer["message"] === "string"
  ) {
    return { code: answer["code"], message: answer["message"] };
  }
  throw new TypeError("The rule should answer true, or { code, message }");
}

function idOf(room: RoomId): string {
  return parseRoomId(room)?.id ?? room;
}

/** Whether a value is what `implement` answered. */
export function isImplementation(value: unknown): value is RoomImplementation {
  return isFields(value) && "authorize" in value && isDefinition(value["definition"]);
}
