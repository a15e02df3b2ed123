import type { Waiting } from "@alongside/client";
import { useId, useMemo, useState } from "react";
import { changeLines, changeWords } from "./change-words.ts";
import type { ChangeLine } from "./change-words.ts";
import { refusalText } from "./reason-text.ts";
import { attempt } from "./RejectedChanges.tsx";
import { rewritable, rewrite } from "./rewrite.ts";
import type { RefusedChange } from "./shared-room.ts";
import { count } from "./status-text.ts";

/** As many of a list are shown. */
const SHOWN = 100;

/** What waits to be sent, in the order in which it is sent. */
export function WaitingList({ waiting }: { readonly waiting: readonly Waiting[] }) {
  const heading = useId();
  const lines = useMemo(() => changeLines(waiting), [waiting]);
  if (waiting.length === 0) return null;
  return (
    <section aria-labelledby={heading}>
      <h3 id={heading}>Waits to be sent: {count(waiting.length)}</h3>
      <ol className="changes">
        {lines.slice(0, SHOWN).map((line) => (
          <li key={line.id}>
            <What {...line} />
          </li>
        ))}
      </ol>
      <More of={lines.length} />
    </section>
  );
}

/** What the server did not accept, with why, and what can be done about it. */
export function RefusedList({ refused }: { readonly refused: readonly RefusedChange[] }) {
  const heading = useId();
  if (refused.length === 0) return null;
  return (
    <section aria-labelledby={heading}>
      <h3 id={heading}>Not accepted: {count(refused.length)}</h3>
      <ul className="changes">
        {refused.slice(0, SHOWN).map((change) => (
          <Refused key={change.id} change={change} />
        ))}
      </ul>
      <More of={refused.length} />
    </section>
  );
}

function Refused({ change }: { readonly change: RefusedChange }) {
  const [still, setStill] = useState(false);
  const [draft, setDraft] = useState<string>();
  const words = rewritable(change);
  return (
    <li>
      <What {...changeWords(change.ops)} times={1} />
      <p className="why">
        {still && "Still not accepted. "}
        {refusalText(change)}
      </p>
      {draft === undefined ? (
        <div className="change-actions">
          {words !== undefined && (
            <button type="button" onClick={() => setDraft(words)}>
              Edit
            </button>
          )}
          <button type="button" onClick={() => setStill(!attempt(() => change.retry()))}>
            Retry
          </button>
          <button type="button" className="soft" onClick={() => change.discard()}>
            Discard
          </button>
        </div>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            // The field that has the focus goes.
            event.currentTarget.closest<HTMLElement>("[popover]")?.focus();
            setStill(!attempt(() => rewrite(change, draft)));
            setDraft(undefined);
          }}
        >
          <textarea
            aria-label="What is sent instead"
            dir="auto"
            rows={3}
            value={draft}
            onChange={(event) => setDraft(event.target.value)}
          />
          <div className="change-actions">
            <button type="submit">Send</button>
            <button type="button" className="soft" onClick={() => setDraft(undefined)}>
              Cancel
            </button>
          </div>
        </form>
      )}
    </li>
  );
}

function What({ what, words, times }: Omit<ChangeLine, "id">) {
  return (
    <p className="change">
      {what}
      {words ? (
        <>
          {": "}
          <q dir="auto">{words}</q>
        </>
      ) : (
        times > 1 && `, ${count(times)} times`
      )}
    </p>
  );
}

function More({ of }: { readonly of: number }) {
  return of > SHOWN ? <p className="soft">and {count(of - SHOWN)} more</p> : null;
}
