import { type DraftOf, Invalid, TextValue } from "@alongside/core";
import { checkStored, Replica } from "@alongside/core/engine";
import { describe, expect, test } from "vitest";
import { ANA, Paper, PaperReplica } from "./paper.ts";
import { recordOf } from "../model/record-of.ts";

type Doc = DraftOf<typeof Paper>;

const SMILE = "\u{1F600}";

/** What the body is after `fn` wrote to one that reads `text`, and the op that says so. */
function written(text: string, fn: (body: Doc["body"]) => void): { body: unknown; delta: unknown } {
  const sheet = new PaperReplica();
  if (text !== "") sheet.commit((doc) => doc.body.insert(0, text));
  const n = sheet.update((doc) => fn(doc.body));
  const [op] = sheet.replica.opsOf(n)["body"] ?? [];
  return { body: sheet.view.body.toJSON(), delta: op?.op === "text" ? op.delta : undefined };
}

test("[R86] each way to write a text is one precise op", () => {
  expect(written("", (body) => body.insert(0, "hi"))).toEqual({ body: "hi", delta: ["hi"] });
  expect(written("hello", (body) => body.insert(5, "!"))).toEqual({
    body: "hello!",
    delta: [5, "!"],
  });
  expect(written("hello", (body) => body.delete(1, 3))).toEqual({ body: "ho", delta: [1, -3] });
  expect(written("hello", (body) => body.replace(0, 4, "jell"))).toEqual({
    body: "jello",
    delta: ["jell", -4],
  });
  expect(written("hello", (body) => body.format(0, 2, { bold: true }))).toEqual({
    body: [{ insert: "he", attributes: { bold: true } }, "llo"],
    delta: [{ retain: 2, attributes: { bold: true } }],
  });
  expect(written("hello", (body) => body.insert(2, { rule: null }))).toEqual({
    body: ["he", { insert: { rule: null } }, "llo"],
    delta: [2, { insert: { rule: null } }],
  });
  expect(written("hello", (body) => body.apply([1, "E", -1, 3, "!"]))).toEqual({
    body: "hEllo!",
    delta: [1, "E", -1, 3, "!"],
  });
});

test("[R58, R630] what one change does to a text is one op; what comes to nothing is none", () => {
  expect(
    written("hello", (body) => {
      body.insert(5, " you");
      body.delete(0, 1);
      body.insert(0, "J");
      body.format(0, 1, { bold: true });
      body.format(0, 1, { bold: null });
    }),
  ).toEqual({ body: "Jello you", delta: ["J", -1, 4, " you"] });
  for (const nothing of [
    (body: Doc["body"]) => body.insert(2, ""),
    (body: Doc["body"]) => body.delete(2, 0),
    (body: Doc["body"]) => body.format(2, 0, { bold: true }),
    (body: Doc["body"]) => body.format(2, 1, {}),
    (body: Doc["body"]) => body.replace(2, 0, ""),
    (body: Doc["body"]) => body.apply([]),
    (body: Doc["body"]) => body.apply([3]),
  ])
    expect(written("hello", nothing)).toEqual({ body: "hello", delta: undefined });
});

test("a draft reads what its change has written", () => {
  new PaperReplica().update((doc) => {
    doc.body.insert(0, "two");
    doc.body.insert(0, "one ");
    expect([doc.body.length, String(doc.body), doc.body.value.toString()]).toEqual([
      7,
      "one two",
      "one two",
    ]);
    expect(doc.body.value).toBe(doc.body.value);
    const id = doc.notes.push({ label: "new" });
    doc.notes.get(id)?.label.insert(3, "er");
    expect(doc.notes.get(id)?.label.value.toString()).toBe("newer");
  });
});

test("lines end with a line feed alone, wherever text comes in", () => {
  expect(written("", (body) => body.insert(0, "a\r\nb\rc\n")).body).toBe("a\nb\nc\n");
  expect(written("x", (body) => body.replace(0, 1, "\r")).body).toBe("\n");
  expect(
    written("x", (body) => body.apply([1, { insert: "\r\n", attributes: { bold: true } }])).body,
  ).toEqual(["x", { insert: "\n", attributes: { bold: true } }]);
  const sheet = new PaperReplica();
  sheet.update((doc) => {
    doc.notes.push({ label: "a\r\nb" });
    doc.pages.set("p", { body: ["a\r"] });
  });
  expect(sheet.view.notes[0]?.label.toString()).toBe("a\nb");
  expect(sheet.view.pages.get("p")?.body.toString()).toBe("a\n");
});

test("attributes with nothing in them are none, and what is inserted takes none away", () => {
  const nulls = { bold: null, link: "a" } as never;
  expect(written("", (body) => body.insert(0, "x", nulls)).delta).toEqual([
    { insert: "x", attributes: { link: "a" } },
  ]);
  expect(written("", (body) => body.insert(0, "x", { bold: null } as never)).delta).toEqual(["x"]);
  expect(written("", (body) => body.apply([{ insert: "x", attributes: {} }])).delta).toEqual(["x"]);
  expect(
    written("", (body) => body.apply([{ insert: { rule: null }, attributes: nulls }])).delta,
  ).toEqual([{ insert: { rule: null }, attributes: { link: "a" } }]);
});

describe("[R109] what a text does not have room for throws at once, with the numbers", () => {
  test.each<readonly [string, (doc: Doc) => void, RegExp]>([
    [
      "an insert behind the end",
      (doc) => doc.body.insert(6, "x"),
      /^body: the edit reaches to 6, the text has 5/,
    ],
    [
      "a delete over the end",
      (doc) => doc.body.delete(3, 3),
      /^body: the edit reaches to 6, the text has 5/,
    ],
    [
      "a format over the end",
      (doc) => doc.body.format(0, 6, { bold: true }),
      /reaches to 6, the text has 5/,
    ],
    ["a place below 0", (doc) => doc.body.insert(-1, "x"), /integer from 0, got -1/],
    ["a fraction of a place", (doc) => doc.body.insert(1.5, "x"), /integer from 0, got 1.5/],
    ["no number", (doc) => doc.body.insert(Number.NaN, "x"), /integer from 0, got NaN/],
    ["a length below 0", (doc) => doc.body.delete(1, -1), /integer from 0, got -1/],
    ["a fraction of a length", (doc) => doc.body.replace(1, 0.5, "x"), /integer from 0, got 0.5/],
    [
      "a format of less than nothing",
      (doc) => doc.body.format(3, -1, { bold: true }),
      /integer from 0, got -1/,
    ],
    [
      "a format of a fraction",
      (doc) => doc.body.format(0, 1.5, { bold: true }),
      /integer from 0, got 1.5/,
    ],
    ["a delta of fractions", (doc) => doc.body.apply([0.5, "x"]), /integer, got 0.5/],
    ["a delta of no numbers", (doc) => doc.body.apply([Number.NaN, "x"]), /integer, got NaN/],
    [
      "a delta that formats a fraction",
      (doc) => doc.body.apply([{ retain: 0.5, attributes: { bold: true } }]),
      /integer from 0, got 0.5/,
    ],
    [
      "a delta that formats backwards",
      (doc) => doc.body.apply([{ retain: -1, attributes: { bold: true } }]),
      /integer from 0, got -1/,
    ],
    [
      "half a pair of surrogates deleted",
      (doc) => doc.notes.at(0)?.label.delete(0, 1),
      /label: the edit cuts a surrogate pair in two/,
    ],
    [
      "an insert into a pair of surrogates",
      (doc) => doc.notes.at(0)?.label.insert(1, "x"),
      /cuts a surrogate pair in two/,
    ],
  ])("%s", (_what, fn, message) => {
    const sheet = new PaperReplica();
    sheet.commit((doc) => {
      doc.body.insert(0, "hello");
      doc.notes.push({ label: SMILE });
    });
    const before = sheet.view;
    expect(() => sheet.update(fn)).toThrow(RangeError);
    expect(() => sheet.update(fn)).toThrow(message);
    expect(sheet.view.body).toBe(before.body);
    expect(sheet.view.notes[0]?.label).toBe(before.notes[0]?.label);
  });
});

describe("[R109] what the definition does not have throws at once, with the place", () => {
  test.each<readonly [string, (doc: Doc) => void, RegExp]>([
    [
      "a text too long",
      (doc) => doc.title.insert(0, "x".repeat(21)),
      /^title: would be 21 characters long, the limit is 20/,
    ],
    [
      "one that grows too long",
      (doc) => (doc.title.insert(0, "x".repeat(20)), doc.title.insert(3, "y")),
      /would be 21/,
    ],
    [
      "an attribute",
      (doc) => doc.body.insert(0, "x", { blod: true } as never),
      /body: has no attribute "blod"; it has bold, link/,
    ],
    [
      "an attribute of a plain text",
      (doc) => doc.title.insert(0, "x", { bold: true } as never),
      /title: has no attribute "bold"; it has none/,
    ],
    [
      "an attribute's value",
      (doc) => doc.body.insert(0, "x", { bold: 1 } as never),
      /body\.bold: /,
    ],
    [
      "an attribute __proto__",
      (doc) =>
        doc.body.apply([{ insert: "x", attributes: JSON.parse('{"__proto__":true}') as never }]),
      /body: has no attribute "__proto__"/,
    ],
    [
      "an attribute constructor",
      (doc) => doc.body.insert(0, "x", { constructor: true } as never),
      /has no attribute "constructor"/,
    ],
    [
      "an attribute to take away",
      (doc) => (doc.body.insert(0, "x"), doc.body.format(0, 1, { blod: null } as never)),
      /has no attribute "blod"/,
    ],
    [
      "an embed",
      (doc) => doc.body.insert(0, { video: "x" } as never),
      /body: has no embed "video"; it has image, rule/,
    ],
    ["an embed's value", (doc) => doc.body.insert(0, { image: 1 } as never), /body\.image: /],
    [
      "an embed of two kinds",
      (doc) => doc.body.insert(0, { image: "x", rule: null }),
      /body: an embed has one key, got 2/,
    ],
    [
      "an embed of no kind",
      (doc) => doc.body.insert(0, {} as never),
      /body: an embed has one key, got 0/,
    ],
    [
      "a lone surrogate",
      (doc) => doc.body.insert(0, SMILE.slice(0, 1)),
      /body: text has a lone surrogate/,
    ],
    [
      "a lone surrogate beside another",
      (doc) => (doc.body.insert(0, "\uD83D"), doc.body.insert(1, "\uDE00")),
      /lone surrogate/,
    ],
    ["no delta", (doc) => doc.body.apply("x" as never), /body: should be a delta/],
    ["a part that is none", (doc) => doc.body.apply([{ delete: 3 }] as never), /body: /],
    [
      "a text to begin with",
      (doc) => doc.notes.push({ label: 5 as never }),
      /notes\.label: should be a text/,
    ],
    [
      "a stretch to begin with",
      (doc) => doc.notes.push({ label: [5] as never }),
      /notes\.label: should be a text/,
    ],
    [
      "an embed to begin with",
      (doc) => doc.notes.push({ label: [{ insert: 5 }] as never }),
      /notes\.label: /,
    ],
    [
      "a stretch of null to begin with",
      (doc) => doc.notes.push({ label: [{ insert: null }] as never }),
      /notes\.label: /,
    ],
    [
      "an attribute to begin with",
      (doc) => doc.notes.push({ label: [{ insert: "x", attributes: { bold: true } }] }),
      /has no attribute "bold"/,
    ],
    ["half a pair to begin with", (doc) => doc.notes.push({ label: "\uD83D" }), /lone surrogate/],
  ])("%s", (_what, fn, message) => {
    const sheet = new PaperReplica();
    const before = sheet.view;
    expect(() => sheet.update(fn)).toThrow(Invalid);
    expect(() => sheet.update(fn)).toThrow(message);
    expect(sheet.view).toEqual(before);
  });

  test.each([null, 5])("[R400] what is neither text nor an embed: %j", (given) => {
    const sheet = new PaperReplica();
    const insert = (): unknown => sheet.update((doc) => doc.body.insert(0, given as never));
    expect(insert).toThrow(TypeError);
    expect(insert).toThrow(/body.*text or an embed, got/);
  });
});

test("a text that others made too long may still be made shorter", () => {
  const sheet = new PaperReplica();
  sheet.update((doc) => doc.title.insert(0, "x".repeat(15)));
  const theirs = { op: "text", id: "root", field: "title", delta: ["y".repeat(15)] } as const;
  sheet.replica.confirm({ title: [theirs] });
  expect(sheet.view.title.length).toBe(30);
  sheet.update((doc) => doc.title.delete(0, 3));
  sheet.update((doc) => doc.title.replace(0, 1, "z"));
  expect(() => sheet.update((doc) => doc.title.insert(0, "z"))).toThrow(
    "would be 28 characters long, the limit is 20",
  );
});

test("[R705] a new record's text may begin with anything that a text holds", () => {
  const sheet = new PaperReplica();
  sheet.commit((doc) =>
    doc.body.apply(["a", { insert: "b", attributes: { bold: true } }, { insert: { image: "i" } }]),
  );
  const { body } = sheet.view;
  sheet.commit((doc) => {
    doc.notes.push({ label: "" });
    doc.notes.push({ label: TextValue.from("value") });
    doc.notes.push({ label: ["pie", "ces"], replies: [{ body: "deep" }, {}] });
    doc.pages.set("p", { body: "page" });
  });
  expect(body.toJSON()).toEqual([
    "a",
    { insert: "b", attributes: { bold: true } },
    { insert: { image: "i" } },
  ]);
  expect(sheet.view.notes.map(({ label }) => label.toJSON())).toEqual(["", "value", "pieces"]);
  expect(sheet.view.notes[2]?.replies.map(({ body: text }) => text.toJSON())).toEqual(["deep", ""]);
  expect(sheet.view.pages.get("p")?.body.toJSON()).toBe("page");
  // What says nothing is not stored.
  expect(recordOf(sheet.replica, `${ANA}.2.0`)).toEqual({ id: `${ANA}.2.0`, fields: { votes: 0 } });
});

test("[R59] a text's draft throws after its update", () => {
  const sheet = new PaperReplica();
  let kept: Doc["body"] | undefined;
  sheet.update((doc) => {
    kept = doc.body;
    kept.insert(0, "x");
  });
  const body = kept as Doc["body"];
  for (const use of [
    () => body.insert(0, "y"),
    () => body.delete(0, 1),
    () => body.format(0, 1, { bold: true }),
    () => body.replace(0, 1, "y"),
    () => body.apply(["y"]),
    () => body.length,
    () => body.value,
    () => String(body),
  ])
    expect(use).toThrow("This draft's update is over");
  expect(sheet.body).toBe("x");
});

test("a change that throws midway leaves the text it wrote to as it was", () => {
  const sheet = new PaperReplica();
  sheet.commit((doc) => doc.body.insert(0, "one"));
  sheet.update((doc) => doc.body.insert(3, " two"));
  const { body } = sheet.view;
  expect(() =>
    sheet.update((doc) => {
      doc.body.delete(0, 7);
      throw new Error("no");
    }),
  ).toThrow("no");
  expect(sheet.view.body.equals(body)).toBe(true);
  sheet.others(["zero "]);
  expect(sheet.body).toBe("zero one two");
});

test("[R109] more parts than a message may have throw at once; what is stored may have more", () => {
  const parts = Array.from({ length: 60_000 }, (_, i) =>
    i % 2 === 0 ? "a" : { insert: "b", attributes: { bold: true } },
  );
  const sheet = new PaperReplica();
  expect(() => sheet.update((doc) => doc.body.apply(parts))).toThrow(
    "body: has 60000 parts, one change may have 25000",
  );
  expect(() => sheet.update((doc) => void doc.notes.push({ label: parts }))).toThrow("60000 parts");
  const label = TextValue.from(parts);
  expect(() => sheet.update((doc) => void doc.notes.push({ label }))).toThrow("60000 parts");
  const stored = Replica.from(Paper.schema, { body: { value: parts } });
  expect(() => checkStored(stored.state, Paper.schema)).not.toThrow();
});
