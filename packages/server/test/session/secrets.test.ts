import { Refused } from "@alongside/core";
import { describe, expect, test } from "vitest";
import { implement, type Rules } from "../../src/implement.ts";
import type { Grant } from "../../src/room/rights.ts";
import { Board, ROOM, titled } from "../room/board.ts";
import { settle } from "../room/test-clock.ts";
import { byName, World } from "../room/world.ts";

/** What a database driver says when its database is down. */
class Down extends Error {
  constructor() {
    super("connect ECONNREFUSED postgres://app:hunter2@db.internal:5432");
  }
}

function down(): never {
  throw new Down();
}

const ruled = (rules: Rules<typeof Board>): World =>
  new World({ rooms: [implement(Board, rules)] });

describe("[R290] only a thrown Refused turns somebody away", () => {
  test.each([
    ["throws", down],
    ["throws what is no error", () => { throw "hunter2"; }], // prettier-ignore
    ["rejects", () => Promise.reject(new Down())],
  ])(
    "[R765] authenticate that %s means try again, and says nothing of why",
    async (_, authenticate) => {
      const world = new World({ authenticate });
      const ann = await world.greet("ann");
      expect(ann.frames).toEqual([
        {
          type: "bye",
          code: "auth.unavailable",
          message: "Who is calling could not be checked just now",
        },
      ]);
      expect(ann.end).toEqual({ code: 4503, reason: "auth.unavailable" });
      expect(world.errors.map(String)).toEqual([expect.stringContaining("hunter2")]);
    },
  );

  test("a fresh token that cannot be checked ends the connection with word to try again", async () => {
    let isDown = false;
    const world = new World({
      authenticate: (token, ...more) => (isDown ? down() : byName(token, ...more)),
    });
    const ann = await world.join("ann");
    isDown = true;
    ann.say({ type: "auth", token: "ann" });
    await settle();
    expect(ann.take("bye")).toMatchObject([{ code: "auth.unavailable" }]);
    expect(ann.heard).not.toContain("hunter2");
    expect(world.errors).toEqual([new Down()]);
  });

  test.each([
    ["throws", down],
    ["rejects", () => Promise.reject(new Down())],
    ["answers nothing", () => undefined as never],
  ])("[R765] authorize that %s means try again, and says nothing of why", async (_, authorize) => {
    const world = ruled({ authorize });
    const ann = await world.greet("ann");
    await expect(ann.join()).rejects.toThrow("auth.unavailable");
    expect(ann.heard).not.toContain("hunter2");
    expect(ann.end).toBeUndefined();
    expect(world.errors).toHaveLength(1);
  });

  test("authorize that never answers is given up in time", async () => {
    const world = ruled({ authorize: () => new Promise<never>(() => {}) });
    const ann = await world.greet("ann");
    await expect(ann.join()).rejects.toThrow("Not joined");
    await world.clock.advance(10_000);
    expect(ann.take("closed")).toMatchObject([{ room: ROOM, code: "auth.unavailable" }]);
    expect(world.errors.map(String)).toEqual([
      "Error: authorize did not answer within 10000 ms; see limits.authenticateMs",
    ]);
  });

  test.each([
    [new Refused("auth.forbidden", "Ask Bob for a place"), "auth.forbidden"],
    [new Refused("club.full", "Ask Bob for a place"), "auth.forbidden"],
    [new Refused("auth.unavailable", "Ask Bob for a place"), "auth.unavailable"],
  ])("a Refused of authorize is told in its words", async (refused, code) => {
    const world = ruled({
      authorize() {
        throw refused;
      },
    });
    const ann = await world.greet("ann");
    await ann.join().catch(() => {});
    expect(ann.take("closed")).toMatchObject([{ code, message: "Ask Bob for a place" }]);
    expect(world.errors).toEqual([]);
  });

  test("rights that cannot be looked at again are none, until they can", async () => {
    let isDown = false;
    const authorize = (): Grant => (isDown ? down() : "write");
    const world = ruled({ authorize });
    const ann = await world.join("ann");
    isDown = true;
    ann.say({ type: "auth", token: "ann" });
    await settle();
    expect(ann.take("closed")).toMatchObject([{ room: ROOM, code: "auth.unavailable" }]);
    expect(ann.end).toBeUndefined();
    isDown = false;
    expect(await ann.join()).toMatchObject({ rights: { write: true } });
    expect(world.errors).toEqual([new Down()]);
  });
});

describe("[R291] [R466] what an app's function threw by accident is in the server's log alone", () => {
  test("a rule's", async () => {
    const world = ruled({ allow: down });
    const ann = await world.join("ann");
    ann.change(titled("x"));
    await settle();
    expect(ann.heard).not.toContain("hunter2");
    expect(ann.entries()).toMatchObject([
      { refused: 1, code: "rule.threw", message: "The room's rule failed on the server" },
    ]);
    expect(JSON.stringify(await world.log())).not.toContain("hunter2");
    expect(world.errors).toEqual([new Down()]);
  });

  test("and a Refused is told in its words", async () => {
    const world = ruled({
      allow() {
        throw new Refused("board.locked", "Bob has locked the board");
      },
    });
    const ann = await world.join("ann");
    ann.change(titled("x"));
    await settle();
    expect(ann.entries()).toMatchObject([
      { refused: 1, code: "board.locked", message: "Bob has locked the board" },
    ]);
    expect(world.errors).toEqual([]);
  });
});
