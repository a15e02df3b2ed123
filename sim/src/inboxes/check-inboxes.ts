import { inboxOf, type NewNotification } from "@alongside/core/inbox";
import type { MemoryDisk } from "@alongside/testing";
import { Broken } from "../checkers/broken.ts";
import { type Due, dueOf, type Watching } from "./due.ts";
import type { Device } from "./device.ts";
import { callOf, type Counted, recount, type Recount } from "./recount.ts";
import type { Tasks } from "./tasks.ts";

/** What there was, and whom it may concern. */
export interface Lived {
  readonly disk: MemoryDisk;
  readonly rooms: readonly string[];
  /** Who wants everything of these rooms, in their order. */
  readonly watching: readonly Watching[];
  readonly users: readonly string[];
  /** Who may have been looking when something was posted, and who may read no post. */
  readonly inside: ReadonlySet<string>;
  readonly blind: ReadonlySet<string>;
  /** How far each user had read, as they were told. */
  readonly read: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly tasks: Tasks;
  readonly devices: readonly Device[];
  readonly now: number;
}

/** Looks at all inboxes at rest. Returns how many notifications there are; throws `Broken` where one is too many, or missing, or counted wrong. */
export function checkInboxes(lived: Lived): number {
  const due = lived.rooms.flatMap((room, i) =>
    dueOf(room, "chat", lived.disk.entries(room), lived.watching[i] as Watching),
  );
  let notes = 0;
  for (const user of lived.users) {
    const log = lived.disk.entries(`inbox:${inboxOf(user)}`);
    const said = log.flatMap((entry) => {
      const { name, args } = entry.kind === "change" ? callOf(entry) : { name: "", args: {} };
      return name === "notify" ? [args as NewNotification] : [];
    });
    notes += said.length;
    checkPosts(
      lived,
      user,
      said,
      due.filter((one) => one.user === user),
    );
    checkTasks(lived, user, said);
    const counted = recount(log);
    for (const [key, seq] of lived.read.get(user) ?? [])
      if ((counted.markers.get(key) ?? -1) < seq)
        throw new Broken(`[R1992] ${user} has read "${key}" up to ${seq}, and it is not known`);
    for (const device of lived.devices)
      if (device.name === user) checkDevice(device, counted, lived.now);
  }
  return notes;
}

/** Whoever is to hear of a post was told, once for each time that it was written; and nobody else. */
function checkPosts(
  { inside, blind }: Lived,
  user: string,
  said: readonly NewNotification[],
  due: readonly Due[],
): void {
  const times = new Map<string, number>();
  for (const { kind, dedupeKey, by, place } of said) {
    if (place === undefined) continue;
    const name = `${kind} ${dedupeKey}`;
    times.set(name, (times.get(name) ?? 0) + 1);
    if (by === user) throw new Broken(`[R1991] ${user} is told of what they did: ${name}`);
    if (blind.has(user)) throw new Broken(`[R1991] ${user} is told of what they may not read`);
  }
  for (const { kind, dedupeKey, isRequired, isEither, most } of due) {
    const name = `${kind} ${dedupeKey}`;
    const told = times.get(name) ?? 0;
    times.delete(name);
    if (told > most) throw new Broken(`[R1990] ${user} is told ${told} times of ${name}`);
    const isTold = told > 0 || (isEither && said.some((note) => note.dedupeKey === dedupeKey));
    if (!isTold && isRequired && !inside.has(user) && !blind.has(user))
      throw new Broken(`[R1990] ${user} is not told of ${name}`);
  }
  const [other] = times.keys();
  if (other !== undefined) throw new Broken(`[R1990] ${user} is told of ${other} for no reason`);
}

/** What the app's code said is there: what a follower said once, and what has a key at least once. */
function checkTasks(
  { rooms, disk, tasks }: Lived,
  user: string,
  said: readonly NewNotification[],
): void {
  for (const room of rooms) {
    const renamed = disk
      .entries(room)
      .filter((entry) => entry.kind === "change" && "title" in entry.ops && entry.actor !== user);
    const told = said.filter(({ kind, subject }) => kind === "title" && room === `talk:${subject}`);
    if (told.length !== renamed.length)
      throw new Broken(
        `[R1990] ${user} is told ${told.length} times of ${renamed.length} titles of ${room}`,
      );
  }
  for (const order of tasks.orders)
    if (order.user === user && !said.some(({ dedupeKey }) => dedupeKey === order.dedupeKey))
      throw new Broken(`[R1990] ${user} is not told of ${order.dedupeKey}`);
}

/** A page shows what a recount of the inbox's log comes to, as every other page of that user does. */
function checkDevice({ name, inbox, own }: Device, counted: Recount, now: number): void {
  const { name: state, items, archived, snoozed, unseen, unread, muted } = inbox.get();
  const { pending } = own.status.get();
  if (state !== "ready" || pending > 0)
    throw new Broken(`the inbox of ${name} is ${state}, with ${pending} pending`);
  const all = [...items, ...archived, ...snoozed];
  const here = new Map<string, Counted>(
    all.map((item) => [
      item.key,
      {
        count: item.count,
        isSeen: item.seen > 0,
        isRead: item.read > 0,
        isArchived: item.archived > 0,
        snoozed: item.snoozed,
        by: item.by,
      },
    ]),
  );
  const differs = (what: string, page: unknown, log: unknown): void => {
    if (JSON.stringify(page) !== JSON.stringify(log))
      throw new Broken(
        `${what} ${name} is shown ${JSON.stringify(page)}, and the log comes to ${JSON.stringify(log)}`,
      );
  };
  for (const key of new Set([...here.keys(), ...counted.items.keys()]))
    differs(`[R1993] of "${key}"`, here.get(key), counted.items.get(key));
  const open = Array.from(counted.items.values()).filter(
    (item) => !item.isArchived && item.snoozed <= now,
  );
  const counts = [unseen, unread];
  differs("[R1994]", counts, [
    open.filter(({ isSeen }) => !isSeen).length,
    open.filter(({ isRead }) => !isRead).length,
  ]);
  const silent = [...counted.levels].flatMap(([what, level]) => (level === "nothing" ? what : []));
  differs("[R1993]", muted.toSorted(), silent.toSorted());
  const markers = Array.from(own.get()?.markers ?? [], ([key, { seq }]) => `${key} ${seq}`);
  differs(
    "[R1992]",
    markers.toSorted(),
    Array.from(counted.markers, (pair) => pair.join(" ")).toSorted(),
  );
}
