import type { DownEntry } from "@alongside/core/engine";
import { wireOps } from "../../../core/test/speech.ts";
import { expect, test } from "vitest";
import { RawClient } from "../live/client.ts";
import { live } from "../live/server.ts";
import { Paper, ROOM } from "../room/paper.ts";

/** Two people who type, and somebody who is about to do something wrong with a text. */
interface Desk {
  readonly url: string;
  readonly mallory: RawClient;
  /** Both still type: each sees what the other typed, and the server had nothing to report. */
  readonly undisturbed: () => Promise<void>;
}

async function desk(): Promise<Desk> {
  const it = await live({ rooms: [Paper] });
  const join = (name: string): Promise<RawClient> =>
    RawClient.join(it.url, ROOM, { guest: name, token: name });
  const [ann, bob, mallory] = [await join("ann"), await join("bob"), await join("mallory")];
  let n = 0;
  let seq = 0;
  /** Waits until `who` has seen `client` type its change `n`. Returns its `seq`. */
  const sees = async (who: RawClient, client: string): Promise<number> => {
    for (;;) {
      const { list } = await who.next("entries");
      const entry = list.find(
        (one: DownEntry) => "client" in one && one.client === client && one.n === n,
      );
      if (entry !== undefined && "seq" in entry) return entry.seq;
    }
  };
  const types = (who: RawClient): void =>
    who.say({
      type: "change",
      room: ROOM,
      n,
      base: seq,
      ops: { title: [{ op: "text", id: "root", field: "title", delta: ["x"] }] },
    });
  const undisturbed = async (): Promise<void> => {
    n += 1;
    types(ann);
    seq = await sees(bob, ann.id);
    types(bob);
    seq = await sees(ann, bob.id);
    expect([ann, bob].map(({ ws }) => ws.readyState)).toEqual([ann.ws.OPEN, ann.ws.OPEN]);
    expect(it.errors).toEqual([]);
    expect(Object.keys(Object.prototype)).toEqual([]);
  };
  await undisturbed();
  return { url: it.url, mallory, undisturbed };
}

const SMILE = "\u{1F600}";

/** The page reads "hello", a smile and "!". */
const PAGE = `hello${SMILE}!`;

const change = (ops: string | object, n: number, base: number): string =>
  `["c",1,${n},${base},${typeof ops === "string" ? ops : JSON.stringify(wireOps(ops))}]`;

const pageOp = (delta: unknown): object => ({ op: "text", id: "root", field: "page", delta });

const page = (delta: unknown): object => ({ page: [pageOp(delta)] });

/** As it is written, for what `JSON.stringify` would put right. */
const raw = (delta: string): string => `["page",[["t","root","page",${delta}]]]`;

/** Her change is in the log. Returns its `seq`. */
async function acknowledged(client: RawClient): Promise<number> {
  const isAck = (entry: DownEntry): boolean => "ack" in entry;
  const { list } = await client.next("entries", (frame) => frame.list.some(isAck));
  const ack = list.find(isAck);
  return ack !== undefined && "seq" in ack ? ack.seq : 0;
}

/** Mallory writes the page, and says what is wrong next. */
async function wrong(mallory: RawClient, ops: string | object): Promise<void> {
  mallory.raw(change(page([PAGE]), 1, 2));
  mallory.raw(change(ops, 2, await acknowledged(mallory)));
}

test.each<readonly [what: string, ops: string | object]>([
  ["an insert behind the end", page([9, "x"])],
  ["a delete over the end", page([6, -3])],
  ["a format over the end", page([{ retain: 9, attributes: { bold: true } }])],
  ["a delete of more than there can be", page([-Number.MAX_SAFE_INTEGER])],
  [
    "lengths whose sum is none",
    page([
      Number.MAX_SAFE_INTEGER,
      { retain: Number.MAX_SAFE_INTEGER, attributes: { bold: true } },
    ]),
  ],
  ["an insert into a surrogate pair", page([6, "x"])],
  ["a delete of half a surrogate pair", page([5, -1])],
  ["a format of half a surrogate pair", page([5, { retain: 1, attributes: { bold: true } }])],
  ["a retain of nothing", page([0, "x"])],
  ["a fraction", page([0.5, "x"])],
  ["a delete of a fraction", page([-0.5])],
  ["a format of less than nothing", page([{ retain: -1, attributes: { bold: true } }])],
  ["a format of a fraction", page([{ retain: 1.5, attributes: { bold: true } }])],
  ["a length that is no number", raw("[1e999]")],
  ["a length as text", page([{ retain: "1", attributes: { bold: true } }])],
  ["a carriage return", page(["a\rb"])],
  ["a lone surrogate", raw(String.raw`["\ud83d"]`)],
  ["the halves of a pair apart", raw(String.raw`["\ud83d",1,"\ude00"]`)],
  ["an embed of a lone surrogate", raw(String.raw`[{"insert":{"image":"\ud83d"}}]`)],
  ["an insert after a delete", page([-1, "x"])],
  ["two inserts that should be one", page(["a", "b"])],
  ["a retain at the end", page(["a", 3])],
  ["an empty insert", page([""])],
  ["no attributes in an object", page([{ insert: "a", attributes: {} }])],
  ["a format without attributes", page([{ retain: 1 }])],
  ["an insert with an attribute of null", page([{ insert: "a", attributes: { bold: null } }])],
  ["an attribute __proto__", raw('[{"insert":"a","attributes":{"__proto__":true}}]')],
  ["a format of __proto__", raw('[{"retain":1,"attributes":{"__proto__":null}}]')],
  ["an embed __proto__", raw('[{"insert":{"__proto__":"x"}}]')],
  ["an embed of two kinds", page([{ insert: { image: "a", rule: null } }])],
  ["a key that parts do not have", page([{ insert: { image: "a" }, color: "red" }])],
  ["a part that is none", page([null])],
  ["a part in a part", page([["x"]])],
  ["no delta", page("x")],
  [
    "a delta of ten thousand levels",
    raw(`[{"insert":{"image":${"[".repeat(10_000)}${"]".repeat(10_000)}}}]`),
  ],
  ["two edits of one text", { page: [pageOp(["a"]), pageOp(["b"])] }],
  ["two edits of one text under two keys", { page: [pageOp(["a"])], title: [pageOp(["b"])] }],
  ["a million inserts of a letter", raw(`[${'"a",'.repeat(999_999)}"a"]`)],
  [
    "fifty thousand and one parts",
    page(Array.from({ length: 50_001 }, (_, i) => (i % 2 === 0 ? 1 : "a"))),
  ],
])("[R184] %s costs its sender the connection, and nobody else anything", async (_what, ops) => {
  const { mallory, undisturbed } = await desk();
  await wrong(mallory, ops);
  const isLarge = JSON.stringify(ops).length > 2 ** 21;
  expect((await mallory.ended).bye?.code).toBe(isLarge ? "message.too-big" : "message.invalid");
  await undisturbed();
});

test("[R184] an insert of 100 MB and a change of a million edits are more than a message", async () => {
  const { mallory, undisturbed, url } = await desk();
  mallory.raw(change(page(["x".repeat(100 * 2 ** 20)]), 1, 2));
  expect(await mallory.next("bye")).toMatchObject({ code: "message.too-big" });
  await undisturbed();
  const other = await RawClient.join(url, ROOM, { guest: "m2", token: "m2" });
  const one = '["t","root","page",["x"]]';
  other.raw(`["c",1,1,2,["page",[${`${one},`.repeat(999_999)}${one}]]]`);
  expect((await other.ended).bye?.code).toBe("message.too-big");
  await undisturbed();
});

test.each<readonly [what: string, code: string, ops: string | object]>([
  [
    "an attribute that the text does not have",
    "schema.invalid",
    page([{ insert: "a", attributes: { italic: true } }]),
  ],
  [
    "an attribute constructor",
    "schema.invalid",
    page([{ insert: "a", attributes: { constructor: true } }]),
  ],
  ["an embed toString", "schema.invalid", page([{ insert: { toString: "a" } }])],
  ["a text that would be too long", "text.too-long", page(["x".repeat(101)])],
  [
    "an edit of a plain value",
    "op.wrong-type",
    { votes: [{ op: "text", id: "root", field: "votes", delta: ["x"] }] },
  ],
  [
    "an edit of a list",
    "op.wrong-type",
    { notes: [{ op: "text", id: "root", field: "notes", delta: ["x"] }] },
  ],
  [
    "an edit of no field",
    "op.across-keys",
    { page: [{ op: "text", id: "root", field: "constructor", delta: ["x"] }] },
  ],
  ["an edit under another key", "op.across-keys", { title: [pageOp(["x"])] }],
  [
    "a text that is set",
    "op.wrong-type",
    { page: [{ op: "set", id: "root", field: "page", value: "x" }] },
  ],
  [
    "a text that is added to",
    "op.wrong-type",
    { page: [{ op: "add", id: "root", field: "page", by: 1 }] },
  ],
])("[R183] %s is refused, for its author only", async (_what, code, ops) => {
  const { mallory, undisturbed } = await desk();
  await wrong(mallory, ops);
  const { list } = await mallory.next("entries", (frame) =>
    frame.list.some((entry) => "refused" in entry),
  );
  expect(list).toContainEqual(expect.objectContaining({ refused: 2, code }));
  await undisturbed();
});

test.each<readonly [what: string, base: (head: number) => unknown]>([
  ["from the future", (head) => head + 1],
  ["far from the future", () => Number.MAX_SAFE_INTEGER],
  ["that goes back", (head) => head - 1],
  ["below 0", () => -1],
  ["of a fraction", () => 1.5],
  ["of text", () => "1"],
])("[R184] a base %s costs its sender the connection", async (_what, base) => {
  const { mallory, undisturbed } = await desk();
  mallory.raw(change(page(["one"]), 1, 2));
  const head = await acknowledged(mallory);
  mallory.raw(change(page([3, "!"]), 2, head));
  mallory.raw(change(page([4, "!"]), 3, base(head) as number));
  expect((await mallory.ended).bye?.code).toBe("message.invalid");
  await undisturbed();
});

test.each<readonly [what: string, caret: object, code: string | null]>([
  ["behind the end", { anchor: 0, head: 9 }, "message.invalid"],
  ["below 0", { anchor: -1, head: 0 }, "message.invalid"],
  ["at a fraction", { anchor: 0.5, head: 0 }, "message.invalid"],
  ["at no number", { anchor: "0", head: 0 }, "message.invalid"],
  ["of the future", { seq: 1000 }, "message.invalid"],
  ["of before the one before", { seq: 0 }, "message.invalid"],
  ["with more to it", { color: "red" }, "message.invalid"],
  ["of no field", { field: "" }, "message.invalid"],
  ["in a plain field", { field: "votes" }, null],
  ["in no field", { field: "nothing" }, null],
  ["in __proto__", { id: "__proto__", field: "__proto__" }, null],
  ["in nobody's text", { id: "nobody.1.0" }, null],
  ["in a list", { field: "notes" }, null],
])(
  "[R184] [R185] a caret %s costs its owner the connection, or is nowhere",
  async (_what, part, code) => {
    const { mallory, undisturbed, url } = await desk();
    const reader = await RawClient.join(url, ROOM, { guest: "reader", token: "reader" });
    mallory.raw(change(page([PAGE]), 1, 2));
    const { list } = await mallory.next("entries", (frame) =>
      frame.list.some((entry) => "ack" in entry),
    );
    const ack = list.find((entry) => "ack" in entry);
    const seq = ack !== undefined && "seq" in ack ? ack.seq : 0;
    const show = (caret: object): void =>
      mallory.raw(
        JSON.stringify([
          "p",
          1,
          { caret: { id: "root", field: "page", anchor: 1, head: 2, seq, ...caret } },
        ]),
      );
    const shown = async (): Promise<unknown> => {
      const { people } = await reader.next("tick", (frame) =>
        frame.people.some(
          (one) =>
            one.client === mallory.id && one.presence !== undefined && "caret" in one.presence,
        ),
      );
      return people.find(({ client }) => client === mallory.id)?.presence?.["caret"];
    };
    show({});
    expect(await shown()).toMatchObject({ anchor: 1, head: 2 });
    show(part);
    const became = code === null ? await shown() : (await mallory.ended).bye?.code;
    expect(became).toBe(code);
    await undisturbed();
  },
);

test("[R5] [R184] what an earlier seat of a client still says is not heard", async () => {
  const { mallory, undisturbed, url } = await desk();
  mallory.raw(change(page(["one"]), 1, 2));
  await acknowledged(mallory);
  const again = await RawClient.join(url, ROOM, {
    id: mallory.id,
    guest: "mallory",
    token: "mallory",
  });
  mallory.ws.send(change(page([3, " late"]), 2, 3));
  expect((await mallory.next("closed")).code).toBe("seat.replaced");
  again.raw(change(page([3, " two"]), 2, 3));
  const { list } = await again.next("entries", (frame) =>
    frame.list.some((entry) => "ack" in entry),
  );
  expect(list).toContainEqual(expect.objectContaining({ ack: 2, seq: 4 }));
  const reader = await RawClient.greet(url, { guest: "reader", token: "reader" });
  reader.say({ type: "join", room: ROOM, version: 1, ended: 0 });
  const joined = await reader.next("joined");
  expect(JSON.stringify(joined)).toContain("two");
  expect(JSON.stringify(joined)).not.toContain("late");
  await undisturbed();
});
