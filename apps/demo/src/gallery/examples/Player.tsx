import { HistoryPlayer } from "@alongside/react/history";
import { useState } from "react";
import { useRoom } from "../room.ts";

const PEOPLE = [
  { id: "ann", name: "Ann" },
  { id: "bob", name: "Bob" },
];

/** What two people did to a row of squares: a room has this from `useHistory`. */
const CHANGES = Array.from({ length: 24 }, (_, i) => ({
  seq: i + 1,
  at: new Date(Date.now() - (24 - i) * 90_000),
  by: PEOPLE[Math.floor(i / 3) % 2],
  words: i % 6 === 5 ? "1 deleted from squares" : "1 added to squares",
}));

/** The squares after each change, by who made them. */
const STATES = CHANGES.reduce<readonly (readonly string[])[]>(
  (states, { by, words }) => {
    const last = states.at(-1) ?? [];
    return [...states, words.includes("added") ? [...last, by?.name ?? ""] : last.slice(0, -1)];
  },
  [[]],
);

const TRACK = {
  name: "ready",
  why: undefined,
  start: 0,
  changes: CHANGES,
  versions: [{ seq: 9, name: "First draft" }],
  hasEarlier: false,
  isBusy: false,
} as const;

export function Player() {
  const { people } = useRoom();
  const [seq, setSeq] = useState<number>(); // undefined is now
  const squares = STATES[seq ?? CHANGES.length] ?? [];
  return (
    <>
      <p>{squares.length === 0 ? "Nothing yet" : squares.map((name) => name[0]).join(" ▪ ")}</p>
      <HistoryPlayer
        track={TRACK}
        seq={seq}
        onSeek={setSeq}
        onClose={() => setSeq(undefined)}
        earlier={() => {}}
        refresh={() => {}}
        people={people}
      />
    </>
  );
}
