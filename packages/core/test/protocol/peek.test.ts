import { describe, expect, test, vi } from "vitest";
import { Refused } from "@alongside/core";
import { BadMessage, parseUp } from "@alongside/core/engine";
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
  test.each(["ping", "leave", "join", "hello", "auth"])("%s", (type) => {
    const { answer, parsed } = answerTo(`{"type":"${type}","x":${arrays(100_000)}}`);
    expect(answer).toBeInstanceOf(Refused);
    expect(answer).toMatchObject({ code: "message.too-big" });
    expect((answer as Error).message).toMatch(
      new RegExp(`^A message of type ${type} has at most \\d+ characters, got 1000\\d\\d$`),
    );
    expect(parsed).toBe(false);
  });

  test.each([
    ["no type", `{"room":"${ROOM}","type":"ping","x":${arrays(3000)}}`],
    ["an unknown type", `{"type":"toString","x":${arrays(3000)}}`],
    ["no object", arrays(3000)],
    ["space before its type", `{ "type":"change","x":${arrays(3000)}}`],
  ])("a message with %s", (_, frame) => {
    const { answer, parsed } = answerTo(frame);
    expect(answer).toBeInstanceOf(BadMessage);
    expect(parsed).toBe(false);
  });

  test("presence, events and gestures, which come back empty: nobody is cut off for what cannot be shown", () => {
    const presence = `{"type":"presence","room":"${ROOM}","set":{"x":${arrays(100_000)}}}`;
    expect(answerTo(presence)).toEqual({
      answer: { type: "presence", room: ROOM, set: {} },
      parsed: false,
    });
    const event = `{"type":"event","room":"${ROOM}","name":"wave","body":${arrays(100_000)}}`;
    expect(answerTo(event)).toEqual({
      answer: { type: "event", room: ROOM, name: "", body: null },
      parsed: false,
    });
    const preview = `{"type":"preview","room":"${ROOM}","gesture":7,"ops":{"x":${arrays(100_000)}}}`;
    expect(answerTo(preview)).toEqual({
      answer: { type: "preview", room: ROOM, gesture: 7, ops: {} },
      parsed: false,
    });
    const nowhere = `{"type":"presence","set":{},"x":${arrays(100_000)}}`;
    expect(answerTo(nowhere).answer).toMatchObject({ code: "message.too-big" });
  });
});

test("[R270] what has the size of its type is read, short messages whatever they begin with", () => {
  expect(parseUp('{ "room": "board:a", "type": "leave" }')).toEqual({
    type: "leave",
    room: "board:a",
  });
  const body = "x".repeat(9000);
  const event = { type: "event", room: ROOM, name: "wave", body };
  expect(parseUp(JSON.stringify(event), limits)).toEqual(event);
  const ops = { shapes: [{ op: "set", id: "root", field: "title", value: "x".repeat(500_000) }] };
  const change = { type: "change", room: ROOM, n: 1, base: 0, ops };
  expect(parseUp(JSON.stringify(change), limits)).toEqual(change);
  const joined = {
    type: "join",
    room: ROOM,
    version: 1,
    after: 0,
    ended: 0,
    mark: "m".repeat(4096),
  };
  expect(parseUp(JSON.stringify(joined))).toEqual(joined);
  const hello = {
    type: "hello",
    versions: [1],
    client: "ana-aaaaaaaaa",
    token: '"'.repeat(16_384),
  };
  expect(parseUp(JSON.stringify(hello))).toEqual(hello);
});

describe("[R271] a change is refused at the first thing too many", () => {
  test("at its keys, of which one too many is enough", () => {
    const ops: Record<string, unknown> = {};
    for (let i = 0; i < 50_000; i++) ops[`k${i}`] = [];
    Object.defineProperty(ops, "k1001", {
      enumerable: true,
      get: () => {
        throw new Error("looked at what comes after");
      },
    });
    const parse = vi.spyOn(JSON, "parse").mockReturnValue({
      type: "change",
      room: ROOM,
      n: 1,
      base: 0,
      ops,
    });
    expect(() => parseUp('{"type":"change"}')).toThrow("more than 1000 keys");
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
