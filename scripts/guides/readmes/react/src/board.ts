import { defineRoom, point, value } from "@alongside/core";
import type { Room } from "@alongside/client";

export const Board = defineRoom("board", {
  version: 1,
  presence: { cursor: point() },
  storage: { title: value("") },
});

declare global {
  function useRoom(): Room<typeof Board>;
  function goTo(user: string): void;
}
