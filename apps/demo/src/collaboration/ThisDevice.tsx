import type { RoomExport } from "@alongside/client";
import { useEffect, useId, useState } from "react";
import { useCell } from "../lib/use-cell.ts";
import { device, keep, signOut } from "./client.ts";
import { deviceWords } from "./device-words.ts";
import { download, exportFile } from "./export-file.ts";
import { count } from "./status-text.ts";

/** Whether this browser keeps what somebody does here, and how to have it kept more surely or taken off. */
export function ThisDevice() {
  const heading = useId();
  const state = useCell(device);
  const [isPromised, setIsPromised] = usePromise();
  const [isRefused, setIsRefused] = useState(false);
  const ask = async (): Promise<void> => {
    const isGiven = await keep();
    setIsPromised(isGiven);
    setIsRefused(!isGiven);
  };
  return (
    <section aria-labelledby={heading}>
      <h3 id={heading}>This browser</h3>
      <p role="status">
        {isRefused
          ? "The browser did not promise to keep it. It may once you have used this page more often, or put it on your home screen."
          : deviceWords(state, isPromised)}
      </p>
      <div className="saved-actions">
        {state.name === "open" && isPromised === false && (
          <button type="button" onClick={() => void ask()}>
            Keep my work here
          </button>
        )}
        <SignOut />
      </div>
    </section>
  );
}

/** Takes everything off this device, and offers first what would be lost with it. */
function SignOut() {
  const [unsent, setUnsent] = useState<readonly RoomExport[]>();
  const [failed, setFailed] = useState(false);
  const leave = (all: boolean): void => {
    setFailed(false);
    signOut(all).catch((error: unknown) => {
      const { rooms } = error as { readonly rooms?: readonly RoomExport[] };
      if (rooms === undefined) setFailed(true);
      else setUnsent(rooms);
    });
  };
  if (unsent === undefined)
    return (
      <>
        {failed && <p className="why">That did not work: the browser refuses. Try again.</p>}
        <button type="button" className="soft" onClick={() => leave(false)}>
          Sign out
        </button>
      </>
    );
  const changes = unsent.reduce((sum, room) => sum + room.changes.length, 0);
  return (
    <div
      ref={(question) => question?.scrollIntoView({ block: "nearest" })}
      className="sign-out"
      role="alertdialog"
      aria-label="Sign out"
    >
      <p>
        {changes === 1 ? "One change is" : `${count(changes)} changes are`} not on the server, and
        would be lost.
      </p>
      <div className="saved-actions">
        <button
          type="button"
          onClick={() => download("unsent.json", exportFile(unsent))}
          // The question takes the place of the button that asked it.
          ref={(button) => button?.focus()}
        >
          Save a copy
        </button>
        <button type="button" className="danger" onClick={() => leave(true)}>
          Sign out anyway
        </button>
        <button type="button" className="soft" onClick={() => setUnsent(undefined)}>
          Cancel
        </button>
      </div>
      {failed && <p className="why">That did not work: the browser refuses. Try again.</p>}
    </div>
  );
}

/** Whether the browser has promised to keep what it has; undefined while that is asked, and where it cannot be. */
function usePromise(): [boolean | undefined, (isPromised: boolean) => void] {
  const [isPromised, setIsPromised] = useState<boolean>();
  useEffect(() => {
    let isOver = false;
    navigator.storage?.persisted?.().then(
      (is) => {
        if (!isOver) setIsPromised(is);
      },
      () => undefined,
    );
    return () => {
      isOver = true;
    };
  }, []);
  return [isPromised, setIsPromised];
}
