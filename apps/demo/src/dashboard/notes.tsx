import { useMemo, useState } from "react";
import { useCell } from "../lib/use-cell.ts";
import { icons } from "../ui/icons.tsx";
import type { GraphName } from "./definition.ts";
import { useRoom, useStorage } from "./room.ts";

/** What the graphs are called. */
export const TITLES: { readonly [graph in GraphName]: string } = {
  cpu: "CPU",
  memory: "Memory",
  delay: "Longest delay",
  frames: "Messages",
  fleet: "Fleet",
};

/** The notes on a graph. */
export function useNotes(graph: GraphName) {
  const notes = useStorage(({ notes: all }) => all);
  return useMemo(() => notes?.filter((note) => note.graph === graph) ?? [], [notes, graph]);
}

function timeOf(at: number): string {
  return new Date(at).toLocaleTimeString();
}

interface NoteFormProps {
  readonly graph: GraphName;
  readonly at: number;
  readonly onDone: () => void;
}

/** Asks what to write beside a moment of a graph. */
export function NoteForm({ graph, at, onDone }: NoteFormProps) {
  const room = useRoom();
  const self = useCell(room.self);
  const [text, setText] = useState("");
  return (
    <form
      className="note-form"
      onSubmit={(event) => {
        event.preventDefault();
        const trimmed = text.trim();
        if (trimmed !== "")
          room.update((doc) => {
            doc.notes.insert({
              graph,
              at: Math.round(at),
              text: trimmed,
              by: (self?.name ?? "Somebody").slice(0, 64),
            });
          });
        onDone();
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") onDone();
      }}
    >
      <label>
        <span>Note at {timeOf(at)}</span>
        <input
          autoFocus
          dir="auto"
          maxLength={200}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <button type="submit" className="primary">
        Pin
      </button>
      <button type="button" className="soft" onClick={onDone}>
        Cancel
      </button>
    </form>
  );
}

/** All notes, newest first. */
export function NoteList() {
  const room = useRoom();
  const notes = useStorage(({ notes: all }) => all) ?? [];
  return (
    <section className="note-list panel" aria-label="Notes">
      <header>
        <h2>Notes</h2>
      </header>
      {notes.length === 0 && <p>Press a graph to pin a note there. Everybody sees it.</p>}
      <ul>
        {notes.toReversed().map(({ id, graph, at, text, by }) => (
          <li key={id}>
            <span className="note-where">
              {TITLES[graph]}, {timeOf(at)}
            </span>
            <span dir="auto">{text}</span>
            <span className="note-by" dir="auto">
              {by}
            </span>
            <button
              type="button"
              className="icon-button"
              aria-label={`Take the note “${text}” away`}
              title="Take it away"
              onClick={() => room.update((doc) => doc.notes.delete(id))}
            >
              {icons.close}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
