import { defineRoom, list, value } from "@alongside/core";
import { type UserInfo } from "@alongside/core/engine";
import { z } from "zod";
import { expectTypeOf } from "vitest";
import { implement, type RoomImplementation } from "../src/implement.ts";
import type { Server } from "../src/server.ts";

const Board = defineRoom("board", {
  version: 1,
  storage: { title: value(""), shapes: list({ locked: value(false) }) },
  mutations: {
    rename: { args: z.object({ to: z.string() }), run: (doc, { to }) => void (doc.title = to) },
  },
});

const board = implement(Board, {
  async authorize(user, room) {
    expectTypeOf(user).toEqualTypeOf<UserInfo>();
    expectTypeOf(room).toEqualTypeOf<string>();
    return user.id === "ann" ? "write" : { read: true, write: ["title"] };
  },
  allow(change, { before, after, user }) {
    expectTypeOf(before.title).toEqualTypeOf<string>();
    expectTypeOf(after.shapes[0]?.locked).toEqualTypeOf<boolean | undefined>();
    expectTypeOf(change.mutation?.name).toEqualTypeOf<string | undefined>();
    if (before.shapes.some((shape) => shape.locked))
      return { code: "board.locked", message: user.name };
    return true;
  },
});
// [R381] what is made of a definition still knows which one, and is an implementation of any.
expectTypeOf(board).toEqualTypeOf<RoomImplementation<typeof Board>>();
expectTypeOf(board.definition).toEqualTypeOf<typeof Board>();
expectTypeOf(board).toExtend<RoomImplementation>();

implement(Board, {
  // @ts-expect-error a rule is synchronous
  async allow() {
    return true;
  },
});

implement(Board, {
  // @ts-expect-error there is no such right
  authorize: () => "admin",
});

implement(Board, {
  // @ts-expect-error the storage has no such field
  allow: (_, { before }) => before.titel === "",
});

declare const server: Server;
void server.room(Board, "one").update((doc) => doc.shapes.push({ locked: true }));
// @ts-expect-error [R604] an update is synchronous
void server.room(Board, "one").update(async (doc) => void (doc.title = await Promise.resolve("")));

// [R381] the server's mutations have the types of the definition's.
void server.room(board.definition, "one").mutate("rename", { to: "x" });
// @ts-expect-error a mutation of another name
void server.room(Board, "one").mutate("renamed", { to: "x" });
// @ts-expect-error arguments of another type
void server.room(Board, "one").mutate("rename", { to: 1 });
expectTypeOf((await server.room(board.definition, "one").read()).title).toEqualTypeOf<string>();
