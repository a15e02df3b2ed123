import type { MapDraft } from "../schema/map/types.ts";
import { Refused } from "../errors.ts";
import { inWords } from "#words";
import type {
  InboxChannel,
  InboxLevel,
  Levels,
  NewNotification,
  PushSubscription,
} from "./types.ts";

/** Of one inbox: what has levels of its own, and browsers that hear by Web Push. */
const MOST_LEVELS = 500;
const MOST_PUSHES = 10;

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Draft<T> = MapDraft<Writable<T>, T>;

/** The settings of an inbox while they are being written. */
export interface SettingsDraft {
  readonly levels: Draft<Levels>;
  readonly pushes: Draft<{ readonly endpoint: string; readonly auth: string; readonly at: number }>;
}

/** What of a notification its level depends on. */
type About = Pick<NewNotification, "kind" | "subject"> & {
  readonly place?: { readonly room: string } | null | undefined;
};

/** The level that holds for a notification on a channel: that of its subject, else of its room, its kind, all; the first that is set. */
export function levelFor(
  levels: { get(what: string): Levels | undefined },
  { kind, subject, place }: About,
  channel: InboxChannel,
): InboxLevel {
  const room = place?.room;
  for (const what of [`subject ${subject}`, room && `room ${room}`, `kind ${kind}`, "all"]) {
    const level = what === undefined ? null : levels.get(what)?.[channel];
    if (level) return level;
  }
  return "participating";
}

/** Whether who is at `level` is told of something. */
export function isTold(level: InboxLevel, note: Pick<NewNotification, "level">): boolean {
  return level === "everything" || (level === "participating" && note.level !== "everything");
}

/** Sets the level of `what` on a channel, or takes it back. */
export function setLevel(
  { levels }: SettingsDraft,
  what: string,
  channel: InboxChannel,
  level: InboxLevel | null,
  now: number,
): void {
  const known = levels.get(what);
  if (known === undefined) {
    if (level === null) return;
    if (levels.size >= MOST_LEVELS)
      throw new Refused(
        "inbox.full",
        inWords(() => `An inbox has ${MOST_LEVELS} settings at most: take one back first`),
      );
    levels.set(what, { inbox: null, email: null, push: null, at: now, [channel]: level });
    return;
  }
  const others = (["inbox", "email", "push"] as const).some(
    (other) => other !== channel && known[other] !== null,
  );
  if (level === null && !others) levels.delete(what);
  else Object.assign(known, { [channel]: level, at: now });
}

/** Nothing comes on a channel from now on, whatever was set before. */
export function stopChannel(doc: SettingsDraft, channel: InboxChannel, now: number): void {
  const whats = Array.from(doc.levels.keys());
  for (const what of whats) setLevel(doc, what, channel, null, now);
  setLevel(doc, "all", channel, "nothing", now);
}

/** A browser hears by Web Push from now on, once: in the place of what its endpoint had before. Of too many the oldest goes. */
export function addPush(
  doc: SettingsDraft,
  { endpoint, keys }: PushSubscription,
  now: number,
): void {
  const { pushes } = doc;
  removePush(doc, endpoint, keys.p256dh);
  if (!pushes.has(keys.p256dh) && pushes.size >= MOST_PUSHES) {
    const all = Array.from(pushes, ([key, { at }]) => ({ key, at }));
    const [oldest] = all.toSorted((a, b) => a.at - b.at);
    if (oldest !== undefined) pushes.delete(oldest.key);
  }
  pushes.set(keys.p256dh, { endpoint, auth: keys.auth, at: now });
}

/** A browser hears no more. `but` is a key that stays. */
export function removePush({ pushes }: SettingsDraft, endpoint: string, but?: string): void {
  const gone = Array.from(pushes).filter(
    ([key, push]) => push.endpoint === endpoint && key !== but,
  );
  for (const [key] of gone) pushes.delete(key);
}
