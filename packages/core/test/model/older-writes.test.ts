import { counter, defineRoom, type Json, list, map, text, value } from "@alongside/core";
import { type OpsByKey, migratedStates, OlderWrites } from "@alongside/core/engine";
import { describe, expect, test } from "vitest";

const asText = (stored: Json | undefined): string => (typeof stored === "string" ? stored : "?");

/** Was: title, votes (a counter), color; people { first, last, x }; drafts. */
const Now = defineRoom("team", {
  version: 3,
  storage: {
    heading: value(""),
    votes: value(0),
    color: value("black"),
    stars: counter(),
    people: list({ name: value(""), x: value(0), bio: text(), nick: value("") }),
    settings: map({ value: value("") }),
  },
  migrate: {
    2: (doc) => {
      doc.set("heading", asText(doc.get("title")));
      doc.remove("title");
      for (const one of doc.records("people"))
        one.set("name", `${asText(one.get("first"))} ${asText(one.get("last"))}`);
    },
    3: (doc) => {
      for (const one of doc.records("people")) one.set("x", Number(one.get("x")) + 100);
    },
  },
});

const ANN = { id: "ann.1.0", fields: { first: "Ann", last: "Lee", x: 1 } };
/** In the trash, of which a page knows no more. */
const BEN = { id: "ben.1.0", trashed: true as const };

const STATES = {
  title: { value: "Old" },
  votes: { value: 3 },
  color: { value: "red" },
  people: { list: [ANN, BEN] },
  settings: { map: [{ id: "ann.2.0", key: "k", fields: { value: "v" } }] },
};

function set(id: string, field: string, to?: string | number): OpsByKey[string][number] {
  return { op: "set", id, field, ...(to !== undefined && { value: to }) };
}

function bring(ops: OpsByKey, version = 1, states: typeof STATES = STATES): object {
  const { ops: to, gone } = new OlderWrites(Now, version, states).bring(version, ops, undefined);
  return { to, gone };
}

test("[R1006] a state is brought to the definition's version, and the one given stays as it was", () => {
  const before = structuredClone(STATES);
  const now = migratedStates(Now, 1, STATES);
  expect(now).toMatchObject({
    heading: { value: "Old" },
    people: { list: [{ fields: { name: "Ann Lee", x: 101 } }, { id: "ben.1.0", trashed: true }] },
  });
  expect(STATES).toEqual(before);
  expect(() => migratedStates(Now, 0, STATES)).toThrow("no migration to version 1");
});

describe("[R1007] what a change comes to", () => {
  test("is what differs between the record with it and without it", () => {
    expect(bring({ title: [set("root", "title", "Mine")] })).toEqual({
      to: { heading: [set("root", "heading", "Mine")] },
      gone: {},
    });
    expect(bring({ people: [set("ann.1.0", "first", "Anna"), set("ann.1.0", "x", 5)] })).toEqual({
      to: { people: [set("ann.1.0", "name", "Anna Lee"), set("ann.1.0", "x", 105)] },
      gone: {},
    });
    expect(bring({ color: [set("root", "color", "blue")] })).toEqual({
      to: { color: [set("root", "color", "blue")] },
      gone: {},
    });
  });

  test("is over what the changes before it wrote, and one write where several come to one field", () => {
    const older = new OlderWrites(Now, 1, STATES);
    const first = { people: [set("ann.1.0", "first", "Anna")] };
    expect(older.bring(1, first, undefined).ops).toEqual({
      people: [set("ann.1.0", "name", "Anna Lee")],
    });
    const both = { people: [set("ann.1.0", "first", "A"), set("ann.1.0", "last", "L")] };
    expect(older.bring(1, both, undefined).ops).toEqual({
      people: [set("ann.1.0", "name", "A L")],
    });
  });

  test("is there too where it set what was there already", () => {
    expect(bring({ title: [set("root", "title", "Old")] })).toMatchObject({
      to: { heading: [set("root", "heading", "Old")] },
    });
    expect(bring({ people: [set("ann.1.0", "x", 1)] })).toMatchObject({
      to: { people: [set("ann.1.0", "x", 101)] },
    });
  });

  test("of a counter that is a plain value by now is what it counts to", () => {
    expect(bring({ votes: [{ op: "add", id: "root", field: "votes", by: 2 }] })).toEqual({
      to: { votes: [set("root", "votes", 5)] },
      gone: {},
    });
  });

  test("of a new record are its fields as they are now", () => {
    const home = { of: "root", field: "people" };
    const fields = { first: "Cy", last: "Fox", x: 0, shoe: 42 };
    const insert = { op: "insert", id: "cy.1.0", in: home, at: "end", fields } as const;
    expect(bring({ people: [insert, set("cy.1.0", "last", "Wolf")] })).toEqual({
      to: {
        people: [
          { ...insert, fields: { name: "Cy Fox", x: 100 } },
          set("cy.1.0", "name", "Cy Wolf"),
        ],
      },
      gone: {},
    });
    const put = {
      op: "put",
      id: "cy.1.1",
      in: { of: "root", field: "settings" },
      key: "k",
    } as const;
    const settings = [{ ...put, fields: { value: "w" } }];
    expect(bring({ settings })).toEqual({ to: { settings }, gone: {} });
  });

  test("of moves, of what goes to the trash and comes from it, and of texts, is the same", () => {
    const people: OpsByKey[string] = [
      { op: "move", id: "ann.1.0", in: { of: "root", field: "people" }, at: "start" },
      { op: "delete", id: "ann.1.0" },
      { op: "restore", id: "ben.1.0" },
      { op: "text", id: "ann.1.0", field: "bio", delta: ["x"] },
    ];
    expect(bring({ people })).toEqual({ to: { people }, gone: {} });
  });

  test("of a record that was not on the device stays as it is, for the server to judge", () => {
    const people = [set("dan.1.0", "first", "Dan")];
    expect(bring({ people })).toEqual({ to: { people }, gone: {} });
  });

  test("is over the state of a page between as well, and of the new version", () => {
    const older = new OlderWrites(Now, 1, STATES);
    older.upTo(2);
    expect(older.bring(2, { people: [set("ann.1.0", "x", 7)] }, undefined).ops).toEqual({
      people: [set("ann.1.0", "x", 107)],
    });
    const states = migratedStates(Now, 1, STATES) as unknown as typeof STATES;
    const again = new OlderWrites(Now, 3, states);
    expect(again.bring(1, { title: [set("root", "title", "Mine")] }, undefined)).toMatchObject({
      ops: { heading: [set("root", "heading", "Mine")] },
    });
    expect(again.bring(1, { people: [set("ann.1.0", "x", 7)] }, undefined)).toMatchObject({
      ops: { people: [set("ann.1.0", "x", 107)] },
    });
  });
});

describe("[R1008] an op has no place any more", () => {
  test("where nothing comes of what it set", () => {
    const people = [set("ann.1.0", "shoe", 43)];
    expect(bring({ people, color: [set("root", "color", "blue")] })).toEqual({
      to: { color: [set("root", "color", "blue")] },
      gone: { people },
    });
  });

  test("where its list or its text is gone, with what is in there", () => {
    const home = { of: "root", field: "drafts" };
    const insert = { op: "insert", id: "cy.1.0", in: home, at: "end", fields: { a: 1 } } as const;
    const gone: OpsByKey = {
      drafts: [insert, set("cy.1.0", "a", 2)],
      notes: [{ op: "text", id: "root", field: "notes", delta: ["x"] }],
    };
    expect(bring(gone)).toEqual({ to: {}, gone });
  });

  test("where a step throws at what it set", () => {
    const people = [set("ann.1.0", "x", "far")];
    expect(bring({ people })).toEqual({ to: {}, gone: { people } });
  });
});

test("[R1007] what was seen is seen in the fields that it comes to", () => {
  const older = new OlderWrites(Now, 1, STATES);
  const people = [set("ann.1.0", "first", "Anna")];
  const seen = [{ id: "ann.1.0", field: "first", value: "Ann" }];
  expect(older.bring(1, { people }, seen).seen).toEqual([
    { id: "ann.1.0", field: "name", value: "Ann Lee" },
  ]);
});
