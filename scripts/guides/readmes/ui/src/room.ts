import { createClient, type Participant, type Room } from "@alongside/client";
import { defineRoom, value } from "@alongside/core";
import type { Cursors as CursorsOfReact } from "@alongside/react/ui";

const Board = defineRoom("board", {
  version: 1,
  presence: {
    cursor: value<{ x: number; y: number; in?: string | undefined } | null>(null),
    selection: value<string[]>([]),
    viewport: value<number[] | null>(null),
    following: value<string | null>(null),
    typing: value<string | null>(null),
  },
  storage: { title: value("") },
});

export const shared: Room<typeof Board> = createClient({ url: "/live" }).join(Board, "roadmap");
export { shared as room };

declare global {
  const room: Room<typeof Board>;
  const Cursors: typeof CursorsOfReact;
  const person: Participant;
  const header: HTMLElement;
  const whoButton: HTMLButtonElement;
  function goTo(user: Participant["user"]): void;
}
