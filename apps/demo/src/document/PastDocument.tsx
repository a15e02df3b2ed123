import { openUndo } from "@alongside/client";
import type { Participant } from "@alongside/client";
import type { WrittenStretch } from "@alongside/client/history";
import { TextValue } from "@alongside/core";
import { historyWords } from "@alongside/ui";
import type Quill from "quill/core.js";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { pastColor } from "../history/past-color.ts";
import { PastDock } from "../history/PastDock.tsx";
import { useLooking } from "../history/use-looking.ts";
import { useCell } from "../lib/use-cell.ts";
import { useRoom, useStorage } from "./hooks.ts";
import { openPast, showChange, showPast } from "./past-quill.ts";
import { useWriters } from "./use-writers.ts";

interface PastDocumentProps {
  readonly onClose: () => void;
}

/** A document as it was, who wrote what of it, and what goes to and fro in it. Nothing is written to it. */
export default function PastDocument({ onClose }: PastDocumentProps) {
  const room = useRoom();
  const people = useCell(room.people);
  const now = useStorage((document) => document.body);
  const looking = useLooking(room);
  const { history, seq, state, before } = looking;
  const body = (seq === undefined ? now : state?.body) ?? TextValue.empty;
  const { written, why } = useWriters(history, body, seq);
  const undo = useMemo(() => openUndo(room), [room]);
  const [isRestored, setIsRestored] = useState(false);
  useEscape(onClose);
  return (
    <>
      <div className="document-scroll past-document">
        <Writers written={written} why={why} people={people} />
        <PastSheet
          body={body}
          before={seq === undefined ? undefined : before?.body}
          written={written}
          people={people}
        />
      </div>
      <PastDock
        looking={looking}
        people={people}
        onClose={onClose}
        onRestored={(ops) => setIsRestored(ops > 0)}
      >
        {isRestored && (
          <button
            type="button"
            className="panel undo-restore"
            onClick={() => {
              undo.undo();
              setIsRestored(false);
            }}
          >
            Undo the restore
          </button>
        )}
      </PastDock>
    </>
  );
}

interface PastSheetProps {
  readonly body: TextValue;
  readonly before: TextValue | undefined;
  readonly written: readonly WrittenStretch[];
  readonly people: readonly Participant[];
}

/** The paper as it was. */
function PastSheet({ body, before, written, people }: PastSheetProps) {
  const paper = useRef<HTMLDivElement>(null);
  const [quill, setQuill] = useState<Quill>();
  useLayoutEffect(() => {
    const place = paper.current;
    if (!place) return undefined;
    setQuill(openPast(place));
    return () => place.replaceChildren();
  }, []);
  useLayoutEffect(() => {
    if (quill) showPast(quill, body, written, (id) => pastColor(id, people));
  }, [quill, body, written, people]);
  useLayoutEffect(() => {
    if (quill && before) showChange(quill, before, body);
  }, [quill, before, body]);
  return <div ref={paper} className="sheet past-sheet" />;
}

interface WritersProps {
  readonly written: readonly WrittenStretch[];
  readonly why: string | undefined;
  readonly people: readonly Participant[];
}

/** Whose colours these are, whoever wrote most first. */
function Writers({ written, why, people }: WritersProps) {
  const letters = new Map<string | undefined, { name: string; count: number }>();
  for (const { text, by } of written) {
    const here = people.find(({ user }) => user.id === by?.id)?.user.name;
    const name = here ?? by?.name ?? historyWords.somebody;
    letters.set(by?.id, { name, count: (letters.get(by?.id)?.count ?? 0) + text.length });
  }
  const all = [...letters].toSorted(([, one], [, other]) => other.count - one.count);
  return (
    <ul className="past-writers" aria-label="Who wrote what">
      {why !== undefined && <li>{why}</li>}
      {all.map(([id, { name, count }]) => (
        <li key={id ?? ""}>
          <span className="dot" style={{ background: pastColor(id, people) }} aria-hidden="true" />
          <bdi>{name}</bdi>
          <span className="soft">{count === 1 ? "1 letter" : `${count} letters`}</span>
        </li>
      ))}
    </ul>
  );
}

/** Escape goes back to now from the text too; in the player it is the player's. */
function useEscape(onClose: () => void): void {
  useEffect(() => {
    const leave = ({ key }: KeyboardEvent): void => {
      if (key === "Escape") onClose();
    };
    addEventListener("keydown", leave);
    return () => removeEventListener("keydown", leave);
  }, [onClose]);
}
