import { counter, defineRoom, type DraftOf, list, map, text, toJSON, value } from "@alongside/core";
import { type Entry } from "@alongside/core/engine";
import { expect, test } from "vitest";
import { Dice } from "../../core/test/model/random.ts";
import { openText, openUndo } from "../src/index.ts";
import { InMemoryServer } from "./support/in-memory-server.ts";

/** Something of each kind. */
const Room = defineRoom("room", {
  version: 1,
  storage: {
    title: value(""),
    votes: counter(),
    page: text({ attributes: { bold: value<boolean>(true) } }),
    shapes: list({
      color: value("black"),
      likes: counter(),
      label: text(),
      notes: list({ body: value("") }),
    }),
    settings: map({ value: value("") }),
  },
});

type Doc = DraftOf<typeof Room>;

/** Writes one thing. */
function write(doc: Doc, dice: Dice): void {
  const word = `w${dice.below(99)}`;
  const ids = doc.shapes.map((shape) => shape.id);
  const shape = ids.length === 0 ? undefined : doc.shapes.get(dice.pick(ids));
  const ways: (() => unknown)[] = [
    () => (doc.title = word),
    () => doc.page.insert(dice.below(doc.page.length + 1), word),
    () => {
      const at = dice.below(doc.page.length + 1);
      doc.page.delete(at, Math.min(dice.below(5), doc.page.length - at));
    },
    () => {
      const at = dice.below(doc.page.length + 1);
      doc.page.format(at, Math.min(3, doc.page.length - at), { bold: true });
    },
    () => doc.settings.set(`k${dice.below(3)}`, { value: word }),
    () => doc.settings.delete(`k${dice.below(3)}`),
    () =>
      doc.shapes.insert(
        { color: word, label: word, notes: [{ body: word }] },
        dice.pick(["start", "end"]),
      ),
  ];
  if (shape !== undefined) {
    const to = dice.pick(ids);
    const note = shape.notes.at(0);
    ways.push(
      () => (shape.color = word),
      () => shape.likes.add(1),
      () => shape.label.insert(dice.below(shape.label.length + 1), word),
      () => shape.label.delete(0, Math.min(2, shape.label.length)),
      () => shape.notes.push({ body: word }),
      () => doc.shapes.move(shape.id, to === shape.id ? "end" : { before: to }),
      () => doc.shapes.delete(shape.id),
      () => note && (note.body = word),
      () => note && shape.notes.move(note.id, doc.shapes.get(to)?.notes ?? shape.notes, "start"),
    );
  }
  dice.pick(ways)();
}

const SEEDS = Array.from({ length: 30 }, (_, seed) => seed);

test.each(SEEDS)(
  "[R240, R732, R430] seed %i: who is alone walks back and forth through all that was done, alone and in groups",
  async (seed) => {
    const dice = new Dice(seed);
    const groups = new Dice(seed + 1_000_000);
    const server = new InMemoryServer(Room);
    const { room } = server.open("ann");
    await server.pass(50);
    const own = openUndo(room);
    const now = (): string => JSON.stringify(toJSON(room.get()));
    /** What was seen after each step, and where among them the page is. */
    const seen = [now()];
    let at = 0;
    for (let i = 0; i < 60; i++) {
      const roll = dice.next();
      const to = at + (roll < 0.25 ? -1 : 1);
      if (roll < 0.4) {
        const done = roll < 0.25 ? own.undo() : own.redo();
        if ((done !== undefined) !== to in seen) throw new Error(`Step ${to} of ${seen.length}`);
        at = to in seen ? to : at;
      } else {
        const change = (): void =>
          void room.update((doc) => {
            // So that each step can be seen.
            doc.votes.add(1);
            for (let n = dice.below(4); n >= 0; n--) write(doc, dice);
          });
        if (groups.chance(0.7)) change();
        else own.group(() => Array.from({ length: 1 + groups.below(4) }, change));
        at = to;
        seen.splice(at, Infinity, now());
      }
      expect(now()).toBe(seen[at]);
      expect([own.canUndo.get(), own.canRedo.get()]).toEqual([at > 0, at < seen.length - 1]);
      // oxlint-disable-next-line no-await-in-loop -- what comes next is to meet this
      if (dice.chance(0.4)) await server.pass(dice.below(8));
      expect(now()).toBe(seen[at]);
    }
    await server.pass(200);
    expect(now()).toBe(seen[at]);
    expect(JSON.stringify(toJSON(await server.hub.room(Room, "r").read()))).toBe(now());
    expect(room.rejected.get()).toEqual([]);
    expect(server.errors).toEqual([]);
  },
);

/** What slots hold that are overwritten whole, and who has written what to them, by the log. */
class Slots {
  readonly #now = new Map<string, string>();
  readonly #written = new Set<string>();
  /** The keys of maps that records stand at, and the record seen at each. */
  readonly #keys = new Map<string, string>();
  readonly #seen = new Map<string, string>();

  /** Takes in an entry. Answers the slots it overwrites in which there was nothing that its author wrote. */
  take(entry: Entry): readonly string[] {
    if (entry.kind !== "change") return [];
    const taken: string[] = [];
    const set = (slot: string, is: string): void => {
      const now = this.#now.get(slot);
      if (now !== undefined && !this.#written.has(`${entry.client} ${slot} ${now}`))
        taken.push(slot);
      this.#now.set(slot, is);
      this.#written.add(`${entry.client} ${slot} ${is}`);
    };
    for (const op of Object.values(entry.ops).flat()) {
      if (op.op === "add" || op.op === "text") continue;
      if (op.op === "set") set(`${op.id} field ${op.field}`, JSON.stringify(op.value));
      // No two moves leave a record at the same place: only its last mover moves it back.
      else if (op.op === "move") set(`${op.id} place`, `${entry.seq}`);
      else {
        if (op.op === "put") this.#keys.set(op.id, `${op.in.of} ${op.in.field} ${op.key}`);
        const key = this.#keys.get(op.id) ?? op.id;
        const displaced = op.op === "delete" ? undefined : this.#seen.get(key);
        if (displaced !== undefined && displaced !== op.id) set(`${displaced} life`, "trash");
        set(`${op.id} life`, op.op === "delete" ? "trash" : "seen");
        this.#seen.set(key, op.id);
      }
    }
    return taken;
  }
}

test.each(SEEDS)(
  "[R241] seed %i: in a crowd, undo touches only what its person wrote last, and all end alike",
  async (seed) => {
    const dice = new Dice(1000 + seed);
    const server = new InMemoryServer(Room);
    const people = ["ann", "bob", "cy"].map((name) => {
      const { room, away, back } = server.open(name);
      const page = openText(room, (doc) => doc.page);
      return { room, page, own: openUndo(room), away, back };
    });
    await server.pass(50);
    const slots = new Slots();
    let seq = 0;
    const news = async (): Promise<readonly string[]> => {
      const found: string[] = [];
      for await (const entry of server.store.read("room:r", seq)) {
        seq = entry.seq;
        found.push(...slots.take(entry));
      }
      return found;
    };
    const taken: string[] = [];
    for (let i = 0; i < 50; i++) {
      const { room, own, page } = dice.pick(people);
      const roll = dice.next();
      if (roll < 0.35) {
        // Nothing is under way, so that what is seen is what the log says.
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await server.pass(200);
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await news();
        if (dice.chance(0.6)) own.undo();
        else own.redo();
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await server.pass(200);
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        taken.push(...(await news()));
      } else if (roll < 0.5) {
        const length = page.get()?.length ?? 0;
        const spot = dice.below(length + 1);
        page.edit(spot === 0 ? ["t"] : [spot, "t"]);
      } else
        room.update((doc) => {
          write(doc, dice);
          write(doc, dice);
        });
      // oxlint-disable-next-line no-await-in-loop -- what comes next is to meet this
      if (dice.chance(0.3)) await server.pass(dice.below(6));
    }
    expect(taken).toEqual([]);
    for (const { own } of people) while (own.canUndo.get()) own.undo();
    await server.pass(300);
    const [first, ...others] = people.map(({ room }) => JSON.stringify(toJSON(room.get())));
    for (const other of others) expect(other).toBe(first);
    expect(people.flatMap(({ room }) => room.rejected.get())).toEqual([]);
    expect(server.errors).toEqual([]);
  },
);
