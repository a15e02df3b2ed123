import { expect, test } from "vitest";
import { defineRoom, list, text, toJSON, value } from "@alongside/core";
import {
  attempt,
  BadMessage,
  checkOps,
  type OpsByKey,
  Replica,
  ROOT,
} from "@alongside/core/engine";
import { Dice } from "../model/random.ts";
import { ANA, BEN, id } from "../model/notes.ts";

type Checked = ReturnType<typeof checkOps>;

const { schema } = defineRoom("pad", {
  version: 1,
  storage: {
    page: text({ maxLength: 60 }),
    title: value(""),
    cards: list({ body: text(), name: value("") }),
    secret: list({ body: text() }),
  },
});

const card = id(ANA, 1, 0);
const gone = id(ANA, 1, 1);
const hidden = id(ANA, 1, 2);

function begin(): Replica {
  const replica = new Replica(schema);
  const insert = (of: string, record: string, fields: object) =>
    ({ op: "insert", id: record, in: { of: ROOT, field: of }, at: "end", fields }) as never;
  replica.confirm({
    page: [{ op: "text", id: ROOT, field: "page", delta: ["a page 🙂 of text"] }],
    cards: [
      insert("cards", card, { body: "card", name: "" }),
      insert("cards", gone, { body: "gone", name: "" }),
      { op: "delete", id: gone },
    ],
    secret: [insert("secret", hidden, { body: "hidden" })],
  });
  return replica;
}

/** One edit of a text, of which many cannot be. */
function anyEdit(dice: Dice): OpsByKey {
  const delta: (string | number)[] = [];
  if (dice.below(4) > 0) delta.push(1 + dice.below(20));
  if (dice.below(3) > 0)
    delta.push(dice.pick(["x", "🙂", "\ud83d", "long ".repeat(dice.below(9) + 1)]));
  if (dice.below(3) === 0) delta.push(-1 - dice.below(4));
  const [key, record, field] = dice.pick([
    ["page", ROOT, "page"],
    ["page", ROOT, "page"],
    ["cards", card, "body"],
    ["cards", gone, "body"],
    ["secret", hidden, "body"],
    ["cards", hidden, "body"],
    ["cards", id(BEN, 9, 9), "body"],
    ["cards", card, "name"],
    ["title", ROOT, "title"],
    ["nothing", ROOT, "page"],
    ["cards", ROOT, "page"],
  ] as const);
  return { [key]: [{ op: "text", id: record, field, delta }] };
}

/** What became of it, and what the state is then. `isKnown`: whether the attempt knows that the edit is all there is. */
function tried(
  replica: Replica,
  ops: OpsByKey,
  isKnown: boolean,
  dice: Dice,
): { readonly ended: Checked | string; readonly added: number; readonly state: string } {
  const change = attempt(replica, 1, "sent", isKnown ? ops : undefined);
  const author = {
    client: ANA,
    n: 2,
    strict: dice.below(3) === 0,
    read: dice.below(2) === 0 ? true : ["page", "cards", "title"],
  } as const;
  let ended: Checked | string;
  try {
    ended = checkOps(replica, change, ops, author);
  } catch (error) {
    if (!(error instanceof BadMessage)) throw error;
    ended = error.message;
  }
  // The room's rule may say no to what the schema took.
  if (dice.below(4) === 0) change.abort();
  else change.commit();
  return { ended, added: change.added, state: JSON.stringify(toJSON(replica.view as never)) };
}

test("[R60, R61] one edit of a text ends as it does among other ops: what is written, void, refused and taken back is the same", () => {
  const kinds = new Set<string>();
  for (let seed = 1; seed <= 20; seed++) {
    const dice = new Dice(seed);
    const [short, general] = [begin(), begin()];
    for (let step = 0; step < 40; step++) {
      const ops = anyEdit(dice);
      const same = 1 + dice.below(1e9);
      const one = tried(short, ops, true, new Dice(same));
      expect(one).toEqual(tried(general, ops, false, new Dice(same)));
      expect(short.state.journal).toBeUndefined();
      const { ended } = one;
      kinds.add(
        typeof ended === "string" ? "message" : ended.ok ? `void ${ended.void.length}` : ended.code,
      );
    }
  }
  expect([...kinds].toSorted()).toEqual([
    "message",
    "op.across-keys",
    "op.unknown-field",
    "op.void",
    "op.wrong-type",
    "text.too-long",
    "void 0",
    "void 1",
  ]);
});

test("what is not one edit of one text has a journal of all that it writes", () => {
  const replica = begin();
  const edit = { op: "text", id: ROOT, field: "page", delta: ["b"] } as const;
  const set = { op: "set", id: ROOT, field: "title", value: "t" } as const;
  const before = JSON.stringify(toJSON(replica.view as never));
  for (const ops of [{ page: [edit], title: [set] }, { title: [set] }, {}] as OpsByKey[]) {
    const change = attempt(replica, 1, "sent", ops);
    expect(checkOps(replica, change, ops, { client: ANA, n: 2, strict: true })).toMatchObject({
      ok: true,
      ops,
    });
    change.abort();
    expect(JSON.stringify(toJSON(replica.view as never))).toBe(before);
  }
});
