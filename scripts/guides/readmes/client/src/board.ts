import { defineRoom, value } from "@alongside/core";

export const Board = defineRoom("board", { version: 1, storage: { title: value("") } });
