import { historyOf } from "../../../packages/client/src/history/index.ts";
import { Refused, toJSON } from "@alongside/core";
import { sessionOf } from "../../../packages/client/src/room/sessions.ts";
import type { Hand } from "../people/hand.ts";
import { lettersOf } from "../people/typist.ts";
import { Broken } from "./broken.ts";
import { firstDifference } from "./difference.ts";

/** What a page showed of a room, with nothing of its own or of others' gestures over the log. */
interface Shown {
  readonly room: string;
  readonly era: number;
  readonly version: number;
  readonly seq: number;
  readonly user: string;
  readonly state: { readonly [key: string]: unknown };
}

/** Of so many entries one is looked at. */
const EVERY = 5;

/** Pages that may be open at a time: their letters are told apart. */
const PAGES = 4;

/** What was shown of rooms, to be held against what their past is said to have been. */
export class ShownPast {
  readonly #shown: Shown[] = [];

  /** A page has taken in what the server sent, and shows the log as it is. */
  note({ id, room, actor, around, gestures }: Hand): void {
    if (gestures.some(({ isOpen }) => isOpen)) return;
    const { copy } = sessionOf(room);
    const state = room.get();
    if (copy.seq === 0 || copy.seq % EVERY !== 0 || state === undefined) return;
    // A gesture of its own under way is not pending, and is seen.
    if (copy.pending.size > 0 || copy.replica.row.lowest !== undefined) return;
    const { version } = copy.definition;
    const checkers = around.checkers(id);
    if (!checkers.isOfThisLog(sessionOf(room))) return;
    const { era } = checkers;
    const { user } = actor;
    if (this.#shown.some((one) => one.seq === copy.seq && one.user === user && one.room === id))
      return;
    this.#shown.push({
      room: id,
      era,
      version,
      seq: copy.seq,
      user,
      state: toJSON(state),
    });
  }

  /** What was shown in a room whose log has not gone back since, by the present definition. */
  of({ id, around, actor }: Hand): readonly Shown[] {
    const { era } = around.checkers(id);
    const { version } = actor.definition;
    return this.#shown.filter(
      (one) => one.room === id && one.era === era && one.version === version,
    );
  }
}

/** What was asked about a moment; undefined where it is gone, and may be. Who loses the link meanwhile asks once more. */
async function unlessSwept<T>(
  { around, id }: Hand,
  seq: number,
  ask: () => Promise<T>,
  wait: <W>(asked: Promise<W>) => Promise<W>,
): Promise<T | undefined> {
  for (let isAgain = false; ; isAgain = true)
    try {
      return await wait(ask());
    } catch (error) {
      const code = error instanceof Refused ? error.code : "";
      if (code === "history.forgotten" && seq < around.floor(id)) return undefined;
      if (code !== "link.lost" || isAgain) throw error;
      await wait(new Promise<void>((resolve) => void around.time.after(4000, resolve)));
    }
}

/** What a page is told of the past is what was shown then, but for what its user may not read now. */
export async function checkPast(
  hand: Hand,
  past: ShownPast,
  wait: <T>(asked: Promise<T>) => Promise<T>,
): Promise<void> {
  const { around, actor, room } = hand;
  if (!hand.canWrite) return;
  const hidden = around.access.hiddenFrom(actor.user);
  const shown = past.of(hand);
  for (const { seq, state, user } of [shown[0], shown[shown.length >> 1], shown.at(-1)].flatMap(
    (one) => one ?? [],
  )) {
    const told = await unlessSwept(hand, seq, () => historyOf(room).at(seq), wait);
    if (told === undefined) continue;
    const now: { [key: string]: unknown } = { ...(toJSON(told.state) as object) };
    const then: { [key: string]: unknown } = { ...state };
    // Another user may have been shown what this one may not see, and the other way around.
    for (const key of [...hidden, "secret"]) {
      delete now[key];
      delete then[key];
    }
    const where = firstDifference(now, then);
    if (where !== undefined)
      throw new Broken(`${actor.number}: entry ${seq} was shown otherwise to ${user}, at ${where}`);
    around.faults.count("past-read");
  }
}

/** Moments that are given names are listed as the log has them, by which nothing is shown otherwise. */
export async function nameMoments(
  hand: Hand,
  wait: <T>(asked: Promise<T>) => Promise<T>,
): Promise<void> {
  const { around, actor, room, id, canWrite } = hand;
  if (!canWrite) return;
  const history = historyOf(room);
  const { seq } = sessionOf(room).copy;
  for (const when of ["now", seq >> 1, "now"] as const) {
    const name = () => history.name(when, `of ${actor.number}`);
    const named = await unlessSwept(hand, when === "now" ? Infinity : when, name, wait);
    if (named === undefined) continue;
    const { seq: of, by } = named;
    if (by.id !== actor.user || of > seq)
      throw new Broken(`${actor.number}: of ${seq} entries ${of} was named, by ${by.id}`);
  }
  const listed = (await wait(history.versions())).map(({ name, seq: of, by }) => [of, name, by.id]);
  const log = around.checkers(id).logged(Infinity);
  const logged = log.flatMap((entry) =>
    entry.kind === "version" ? [[entry.of, entry.name, entry.actor]] : [],
  );
  if (listed.length === 0 || JSON.stringify(listed) !== JSON.stringify(logged))
    throw new Broken(
      `${actor.number}: the log has the names ${JSON.stringify(logged)}, told is ${JSON.stringify(listed)}`,
    );
  around.faults.count("named");
}

/** What one user wrote is taken back, and no letter that another one types. */
export async function restoreWithout(
  hand: Hand,
  wait: <T>(asked: Promise<T>) => Promise<T>,
): Promise<void> {
  const { room, actor, around } = hand;
  if (!hand.canWrite || !hand.mayWrite("page")) return;
  const { copy } = sessionOf(room);
  const from = Math.max(0, copy.seq - 60, around.floor(hand.id));
  if (from >= copy.seq) return;
  const { items } = await wait(historyOf(room).changes({ from: from + 1, part: "page" }));
  // Who typed which letters is known of pages whose letters no other page has, and of users by their pages.
  const by = items.find((item) => item.by?.id !== actor.user)?.by?.id;
  if (by === undefined) return;
  const before = room.get()?.page.toString() ?? "";
  const restored = await wait(historyOf(room).restore(from, { by, part: "page" }));
  const isWritten = await wait(
    restored.committed.then(
      () => true,
      () => false,
    ),
  );
  if (!isWritten || restored.ops === 0) return;
  around.faults.count("restored-without");
  const after = room.get()?.page.toString() ?? "";
  const entries = around.checkers(hand.id).logged(Infinity).slice(from);
  const typed = new Set(
    entries.flatMap((entry) =>
      entry.kind === "change" && entry.actor === by
        ? Array.from(JSON.stringify(entry.ops["page"] ?? []))
        : [],
    ),
  );
  for (let page = 0; page < PAGES; page++)
    for (const letter of lettersOf(page)) {
      if (Array.from(letter).length > 1 || typed.has(letter)) continue;
      const [was, is] = [before, after].map((text) => text.split(letter).length - 1);
      if (was !== undefined && is !== undefined && is < was)
        throw new Broken(
          `${actor.number}: without what ${by} wrote, ${was - is} of "${letter}" are gone too`,
        );
    }
}
