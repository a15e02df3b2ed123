import { toJSON } from "@alongside/core";
import { equalJson, fold, Replica, type RoomId, textEngine } from "@alongside/core/engine";
import type { MemoryDisk } from "@alongside/testing";
import { sessionOf } from "../../../packages/client/src/room/sessions.ts";
import type { Hub } from "../../../packages/server/src/session/hub.ts";
import type { Actor } from "../people/actor.ts";
import { Board, FORBIDDEN_LETTER } from "../app/board.ts";
import { Broken } from "../checkers/broken.ts";
import type { Checkers } from "../checkers/checkers.ts";
import { isInView } from "../checkers/cursors.ts";
import { firstDifference } from "../checkers/difference.ts";
import type { Hand } from "../people/hand.ts";
import { checkBeginning, checkInitial, INITIAL } from "../checkers/initial.ts";
import { checkFaces } from "../checkers/faces.ts";
import { checkLocks } from "../checkers/locks-seen.ts";
import { checkSealed } from "../checkers/sealed.ts";
import { checkNesting } from "../checkers/nesting.ts";
import type { Surroundings } from "../surroundings.ts";

/** What an empty room reads as, for what a page may not read. */
const EMPTY = toJSON(new Replica(Board.schema).view) as { readonly [key: string]: unknown };

/** A room in which nobody writes any more. */
interface AtRest {
  /** Its own id, and the whole one. */
  readonly id: string;
  readonly room: RoomId;
  readonly definition: typeof Board;
  readonly disk: MemoryDisk;
  readonly hub: Hub;
  readonly checkers: Checkers;
  readonly around: Surroundings;
  readonly actors: readonly Actor[];
  /** Lets the world go on until what was asked is there. */
  wait<T>(asked: Promise<T>): Promise<T>;
}

/** Holds a room to all that was promised: its log, the server's state, and what everybody in it sees. */
export async function checkAtRest(rest: AtRest): Promise<void> {
  const { room, definition, checkers, hub, id } = rest;
  // Reading it loads it, and brings it to its version.
  const truth = toJSON(await rest.wait(hub.room(definition, id).read())) as typeof EMPTY;
  const entries = rest.disk.entries(room);
  checkers.log(entries);
  await rest.wait(checkSealed(rest.disk.open(), room));
  checkNesting(entries);
  for (const { hands: of } of rest.actors) of.get(id)?.watch.atRest();
  checkBeginning(entries, definition.version);
  checkInitial(truth.columns as never, (what) => `${id}: ${what}`);
  // The server keeps its state change by change; the log is what it has to come to.
  const { state } = fold(undefined, entries, textEngine);
  // Of a room that has not begun nothing is stored.
  if (entries.length === 0) state.apply(INITIAL);
  const folded = toJSON(new Replica(definition.schema, state).view);
  requireSame(folded, truth, () => "the server holds another state than the log folds to");
  if (JSON.stringify(truth).includes(FORBIDDEN_LETTER))
    throw new Broken("what the rule forbids is in a text");
  const hands = rest.actors.flatMap(({ hands: of }) => of.get(id) ?? []);
  checkLocks(hands, (user) => rest.around.access.hiddenFrom(user));
  checkFaces(hands);
  for (const hand of hands) {
    checkView(hand, truth, rest.around);
    checkPeople(hand, hands);
    checkCursors(hand, hands);
    checkHidden(hand, rest.around);
    checkCarets(hand, hands);
    checkers.requireUndeceived(sessionOf(hand.room), `${hand.actor.number} in ${id}`);
    if (hand.open !== 0)
      throw new Broken(`${hand.actor.number}: ${hand.open} changes have not ended`);
  }
}

function requireSame(a: unknown, b: unknown, what: () => string): void {
  const difference = firstDifference(a, b);
  if (difference !== undefined) throw new Broken(`${what()}, at ${difference}`);
  if (JSON.stringify(a) !== JSON.stringify(b))
    throw new Broken(`${what()}, in the order of some keys`);
}

function checkView({ actor, room }: Hand, truth: typeof EMPTY, { access }: Surroundings): void {
  const own = { ...truth };
  for (const key of access.hiddenFrom(actor.user)) own[key] = EMPTY[key];
  const seen = toJSON(room.get());
  requireSame(seen, own, () => `${actor.number} sees another state than the log says`);
}

/** Everybody is seen, with all their pages, and nobody else. */
function checkPeople({ actor, room }: Hand, hands: readonly Hand[]): void {
  const others = room.others.get().length;
  if (others !== hands.length - 1)
    throw new Broken(`${actor.number} sees ${others} others of ${hands.length - 1}`);
  const wanted = new Map<string, string[]>();
  for (const { actor: one, client } of hands)
    wanted.set(one.user, [...(wanted.get(one.user) ?? []), client].toSorted());
  const people = room.people.get();
  if (people.length !== wanted.size)
    throw new Broken(`${actor.number} sees ${people.length} people of ${wanted.size}`);
  for (const { user, clients, self } of people) {
    const pages = wanted.get(user.id)?.join() ?? "nobody's";
    if (clients.toSorted().join() !== pages || self !== (user.id === actor.user))
      throw new Broken(`${actor.number} sees ${user.id} at ${clients.join()}, who is at ${pages}`);
  }
}

/** Everybody sees the newest cursor of everybody else who is in their view, and nowhere an older one. */
function checkCursors({ actor, room, viewport }: Hand, hands: readonly Hand[]): void {
  for (const { client, presence } of room.others.get()) {
    const own = hands.find((hand) => hand.client === client)?.room.presence.get().cursor;
    const seen = presence.cursor ?? undefined;
    const isSeen = own !== undefined && own !== null && isInView(own, viewport);
    if (equalJson(seen, own ?? undefined) || (seen === undefined && !isSeen)) continue;
    throw new Broken(
      `${actor.number} sees the cursor of ${client} at ${JSON.stringify(seen)}, its owner at ${JSON.stringify(own)}`,
    );
  }
}

/** Nobody sees a caret in a text that they may not read. */
function checkHidden({ actor, room }: Hand, { access }: Surroundings): void {
  if (!access.hiddenFrom(actor.user).includes("secret")) return;
  const known = JSON.stringify(toJSON(room.get()));
  for (const { client, presence } of room.others.get())
    if (presence.caret && presence.caret.id !== "root" && !known.includes(presence.caret.id))
      throw new Broken(`${actor.number} sees a caret of ${client} in what is hidden from them`);
}

/** Everybody sees a caret that rests where its owner does. */
function checkCarets({ actor, typist }: Hand, hands: readonly Hand[]): void {
  for (const caret of typist.page.carets.get()) {
    const owner = hands.find((hand) => hand.client === caret.client);
    const own = owner?.room.presence.get().caret;
    if (owner === undefined || own === undefined || own === null) continue;
    if (own.anchor === caret.anchor && own.head === caret.head) continue;
    throw new Broken(
      `${actor.number} sees the caret of ${owner.actor.number} at ${caret.head}, its owner at ${own.head}`,
    );
  }
}
