import { expect, test } from "vitest";
import { toJSON } from "@alongside/core";
import {
  attempt,
  checkOps,
  createDraft,
  type Op,
  type OpsByKey,
  recordIds,
  Replica,
} from "@alongside/core/engine";
import { keyStates } from "../../src/model/state-codec.ts";
import { MAX_ADDED } from "../../src/change/told.ts";
import {
  ANA,
  id,
  insert,
  like,
  move,
  notes,
  put,
  restore,
  schema,
  sent,
  setText,
  trash,
} from "./notes.ts";
import { Dice } from "./random.ts";

/** A server, and how it writes what Ana sends. */
class Server {
  readonly replica = new Replica(schema);
  #n = 0;

  /** The answer, and the ops that the log gets. */
  write(ops: OpsByKey): { readonly code: string; readonly ops: OpsByKey; readonly added: number } {
    this.#n += 1;
    const change = attempt(this.replica, this.#n);
    const author = { client: ANA, n: 1, strict: false, read: true } as const;
    const checked = checkOps(this.replica, change, sent(ops), author);
    const { added } = change;
    if (!checked.ok) return { code: checked.code, ops: {}, added };
    change.commit();
    return { code: "ok", ops: sent(checked.ops), added };
  }

  /** Somebody who joins now. */
  joiner(): Replica {
    return Replica.from(schema, sent(Object.fromEntries(keyStates(this.replica.state))));
  }
}

const parent = id(ANA, 1, 0);
const kid = (n: number): string => id(ANA, 1, n);
const family = (kids: number): OpsByKey =>
  notes(
    insert(parent),
    ...Array.from({ length: kids }, (_, i) => insert(kid(i + 1), "end", parent)),
  );

/** The records that go along with ops. */
const toldIn = (ops: OpsByKey): readonly string[] =>
  Object.values(ops)
    .flat()
    .flatMap((op) => ("record" in op && op.record !== undefined ? [op.record.id] : []));

test("[R267] a record is told when it comes out of the trash, and only then", () => {
  const server = new Server();
  server.write(family(3));
  expect(toldIn(server.write(notes(restore(parent))).ops)).toEqual([]);
  server.write(notes(trash(parent)));
  expect(toldIn(server.write(notes(restore(parent), restore(parent))).ops)).toEqual([parent]);
  expect(toldIn(server.write(notes(trash(parent), restore(parent))).ops)).toEqual([]);
});

test("[R267] what comes and goes many times in one change is told once", () => {
  const server = new Server();
  server.write(family(3000));
  server.write(notes(trash(parent)));
  const again = Array.from({ length: 1500 }, () => [restore(parent), trash(parent)]).flat();
  const { code, ops, added } = server.write(notes(...again, restore(parent)));
  expect(code).toBe("ok");
  expect(toldIn(ops)).toEqual([parent]);
  expect(added).toBeLessThan(3001 * 100);
  server.write(notes(trash(parent), insert(kid(5000))));
  const out = Array.from({ length: 300 }, () => [
    move(kid(1), "root"),
    move(kid(1), parent),
  ]).flat();
  expect(toldIn(server.write(notes(...out)).ops)).toEqual([kid(1)]);
});

test("[R268] a change that would add too much to the log is refused before it is put together, and leaves no trace", () => {
  const server = new Server();
  const large = "x".repeat(MAX_ADDED / 8);
  for (let i = 0; i < 9; i++) server.write(notes(insert(kid(i), "end", "root", large)));
  const all = Array.from({ length: 9 }, (_, i) => kid(i));
  server.write(notes(...all.map(trash)));
  const before = toJSON(server.replica.view);
  expect(server.write(notes(...all.map(restore)))).toMatchObject({ code: "change.too-big" });
  expect(toJSON(server.replica.view)).toEqual(before);
  expect(server.write(notes(...all.slice(0, 7).map(restore)))).toMatchObject({ code: "ok" });
});

test("[R268] what code on the server writes counts whole", () => {
  const server = new Server();
  const change = attempt(server.replica, 1, "run");
  const { doc } = createDraft(server.replica, change, recordIds(ANA, 1));
  const list = (doc as { notes: { insert(value: object): string } }).notes;
  const text = "x".repeat(1024 * 1024);
  const fill = (): void => {
    for (let i = 0; i < 100; i++) list.insert({ text });
  };
  expect(fill).toThrow("adds more than");
  expect(change.added).toBeLessThan(MAX_ADDED + 2 * text.length);
  change.abort();
});

test("[R54] [R267] whatever one change does to trash, moves and restores, who joined before sees what the server sees", () => {
  let told = 0;
  for (let seed = 1; seed <= 400; seed++) {
    const dice = new Dice(seed);
    const server = new Server();
    const ids = Array.from({ length: 9 }, (_, i) => kid(i));
    const boxes = Array.from({ length: 3 }, (_, i) => kid(20 + i));
    server.write(
      notes(
        ...ids.map((one, i) =>
          insert(one, "end", i < 2 ? "root" : dice.pick(ids.slice(0, i)), one),
        ),
      ),
    );
    server.write(
      notes(...boxes.map((one) => put(one, dice.pick(["k", "l"]), one, dice.pick(ids)))),
    );
    const joiners: Replica[] = [];
    const op = (): Op => {
      const one = dice.pick(ids);
      const roll = dice.below(10);
      if (roll < 3) return trash(dice.pick([...ids, ...boxes]));
      if (roll < 6) return restore(dice.pick([...ids, ...boxes]));
      if (roll < 9) return move(one, dice.pick(["root", ...ids]));
      return dice.chance(0.5) ? setText(one, `${dice.below(100)}`) : like(one);
    };
    for (let i = 0; i < 8; i++) {
      joiners.push(server.joiner());
      const ops: Op[] = Array.from({ length: 1 + dice.below(8) }, op);
      const written = server.write(notes(...ops));
      told += toldIn(written.ops).length;
      if (written.code === "ok") for (const joiner of joiners) joiner.confirm(sent(written.ops));
      const seen = toJSON(server.replica.view);
      for (const joiner of joiners) expect(toJSON(joiner.view)).toEqual(seen);
    }
    // In the end all comes out of the trash.
    const { ops } = server.write(notes(...ids.map(restore), ...boxes.map(restore)));
    for (const joiner of joiners) joiner.confirm(sent(ops));
    for (const joiner of joiners) expect(toJSON(joiner.view)).toEqual(toJSON(server.replica.view));
  }
  expect(told).toBeGreaterThan(500);
});
