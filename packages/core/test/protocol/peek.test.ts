import { describe, expect, test, vi } from "vitest";
import { Refused } from "@alongside/core";
import {
  BadMessage,
  encodeChange,
  encodeEvent,
  encodeHello,
  encodeJoin,
  type OpsByKey,
  parseUp,
} from "@alongside/core/engine";
import { describe as shown } from "../../src/protocol/shape.ts";

const ROOM = "board:roadmap";
const arrays = (characters: number): string => `[${"[],".repeat(characters / 3)}[]]`;
const limits = { presence: 10_000, event: 10_000, preview: 20_000 };

/** How a frame is answered, and whether it was parsed for that. */
function answerTo(frame: string): { readonly answer: unknown; readonly parsed: boolean } {
  const parse = vi.spyOn(JSON, "parse");
  try {
    return { answer: parseUp(frame, limits), parsed: parse.mock.calls.length > 0 };
  } catch (error) {
    return { answer: error, parsed: parse.mock.calls.length > 0 };
  } finally {
    parse.mockRestore();
  }
}

describe("[R270] what is far too large for its type is not parsed:", () => {
  test.each([
    ["ping", "i"],
    ["leave", "l"],
    ["join", "j"],
    ["hello", "h"],
    ["auth", "a"],
  ])("%s", (type, tag) => {
    const { answer, parsed } = answerTo(`["${tag}",${arrays(100_000)}]`);
    expect(answer).toBeInstanceOf(Refused);
    expect(answer).toMatchObject({ code: "message.too-big" });
    expect((answer as Error).message).toMatch(
      new RegExp(`^A message of type ${type} has at most \\d+ characters, got 1000\\d\\d$`),
    );
    expect(parsed).toBe(false);
  });

  test.each([
    ["no tag", `[1,"i",${arrays(3000)}]`],
    ["an unknown tag", `["z",${arrays(3000)}]`],
    ["a long tag", `["toString",${arrays(3000)}]`],
    ["no array", `{"x":${arrays(3000)}}`],
    ["space before its tag", `[ "c",${arrays(3000)}]`],
  ])("a message with %s", (_, frame) => {
    const { answer, parsed } = answerTo(frame);
    expect(answer).toBeInstanceOf(BadMessage);
    expect(parsed).toBe(false);
  });

  test("presence, events and gestures, which come back empty: nobody is cut off for what cannot be shown", () => {
    const presence = `["p",7,{"x":${arrays(100_000)}}]`;
    expect(answerTo(presence)).toEqual({
      answer: { type: "presence", seat: 7, set: {} },
      parsed: false,
    });
    const event = `["e",7,"wave",${arrays(100_000)}]`;
    expect(answerTo(event)).toEqual({
      answer: { type: "event", seat: 7, name: "", body: null },
      parsed: false,
    });
    const preview = `["g",3,7,["x",${arrays(100_000)}]]`;
    expect(answerTo(preview)).toEqual({
      answer: { type: "preview", seat: 3, gesture: 7, ops: {} },
      parsed: false,
    });
    const nowhere = `["p",{"x":${arrays(100_000)}}]`;
    expect(answerTo(nowhere).answer).toMatchObject({ code: "message.too-big" });
  });
});

test("[R467] what has the size of its type is read, short messages whatever they begin with", () => {
  expect(parseUp(' [ "l", 1 ]')).toEqual({ type: "leave", seat: 1 });
  const body = "x".repeat(9000);
  const event = { type: "event", seat: 1, name: "wave", body } as const;
  expect(parseUp(encodeEvent(event), limits)).toEqual(event);
  const ops: OpsByKey = {
    shapes: [{ op: "set", id: "root", field: "title", value: "x".repeat(500_000) }],
  };
  const change = { type: "change", seat: 1, n: 1, base: 0, ops } as const;
  expect(parseUp(encodeChange(change), limits)).toEqual(change);
  const joined = {
    type: "join",
    seat: 1,
    room: ROOM,
    version: 1,
    client: "ana-aaaaaaaaa",
    last: { epoch: "e".repeat(64), generation: 1, seq: 7, at: 4 },
    ended: 0,
    quiet: true,
    mark: "m".repeat(4096),
  } as const;
  expect(parseUp(encodeJoin(joined))).toEqual(joined);
  const hello = {
    type: "hello",
    versions: [2],
    features: [],
    kinds: [],
    token: '"'.repeat(16_384),
  } as const;
  expect(parseUp(encodeHello(hello))).toEqual(hello);
});

describe("[R271] a change is refused at the first thing too many", () => {
  test("at its keys, of which one too many is enough", () => {
    const ops: unknown[] = [];
    for (let i = 0; i < 50_000; i++) ops.push(`k${i}`, []);
    Object.defineProperty(ops, 2003, {
      enumerable: true,
      get: () => {
        throw new Error("looked at what comes after");
      },
    });
    const parse = vi.spyOn(JSON, "parse").mockReturnValue(["c", 1, 1, 0, ops]);
    expect(() => parseUp('["c"]')).toThrow("more than 1000 keys");
    parse.mockRestore();
  });

  test("and what is said of a wrong value looks at its beginning only", () => {
    const last = vi.fn<() => unknown>(() => 1);
    const long: unknown[] = Array.from({ length: 1000 }, () => []);
    Object.defineProperty(long, 500, { enumerable: true, get: last });
    expect(shown(long)).toBe(`[${"[],".repeat(13)}…`);
    expect(last).not.toHaveBeenCalled();
    let deep: unknown = [];
    for (let i = 0; i < 100_000; i++) deep = [deep];
    expect(shown(deep)).toBe(`${"[".repeat(40)}…`);
    expect(shown({ a: { b: [1, "x", null, true] } })).toBe('{"a":{"b":[1,"x",null,true]}}');
    expect(shown("x".repeat(100))).toBe(`${"x".repeat(40)}…`);
  });
});
