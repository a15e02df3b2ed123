import { defineRoom, list, value } from "@alongside/core";
import { implement } from "@alongside/server";
import { z } from "zod";

const Board = defineRoom("board", {
  version: 1,
  storage: { shapes: list({ name: value("") }) },
  mutations: { move: { args: z.object({ id: z.string() }), run: () => undefined } },
});

export const board = implement(Board);
