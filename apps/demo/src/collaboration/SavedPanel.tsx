import { openWaiting } from "@alongside/client";
import type { Room } from "@alongside/client";
import { useEffect, useMemo, useRef, useState } from "react";
import type { RefObject } from "react";
import { useCell } from "../lib/use-cell.ts";
import { download, exportFile } from "./export-file.ts";
import { RefusedList, WaitingList } from "./ChangeLists.tsx";
import { reasonText } from "./reason-text.ts";
import type { SharedRoom } from "./shared-room.ts";
import { ThisDevice } from "./ThisDevice.tsx";
import { asOf, savedWords, sendingText } from "./status-text.ts";

interface SavedPanelProps {
  readonly id: string;
  readonly room: SharedRoom;
  /** How many changes waited at most since all were saved. */
  readonly most: number;
}

/** Where it is safe what one did: behind the status, made when it is opened. */
export function SavedPanel({ id, room, most }: SavedPanelProps) {
  const [isOpen, setIsOpen] = useState(false);
  const panel = useRef<HTMLDivElement>(null);
  useEscape(panel, isOpen);
  return (
    <div
      ref={panel}
      id={id}
      popover="auto"
      tabIndex={-1}
      className="saved-panel panel"
      role="dialog"
      aria-label="What is saved"
      onToggle={({ newState }) => setIsOpen(newState === "open")}
    >
      {isOpen && <Saved room={room} most={most} />}
    </div>
  );
}

function Saved({ room, most }: Omit<SavedPanelProps, "id">) {
  const waitingList = useMemo(() => openWaiting(room as unknown as Room), [room]);
  const waiting = useCell(waitingList);
  const refused = useCell(room.rejected);
  const status = useCell(room.status);
  const { title, more } = savedWords(status);
  const sending = status.name === "live" ? sendingText(status.pending, most) : undefined;
  const why = status.name === "live" ? undefined : reasonText(status);
  return (
    <>
      <h2>{title}</h2>
      <p>{more}</p>
      {why && <p className="soft">{why}</p>}
      {status.asOf !== undefined && status.name !== "live" && (
        <p className="soft">What you see of the others is {asOf(status.asOf)}.</p>
      )}
      {status.unseen === "texts" && (
        <p className="soft">
          Text that you wrote in another tab is shown here once you are back online.
        </p>
      )}
      {sending && (
        <div className="sending">
          <progress value={most - status.pending} max={most} aria-label={sending} />
          <span>{sending}</span>
        </div>
      )}
      <WaitingList waiting={waiting} />
      <RefusedList refused={refused} />
      {waiting.length + refused.length > 0 && (
        <div className="saved-actions">
          <button type="button" onClick={() => void saveCopy(room)}>
            Save a copy of these
          </button>
        </div>
      )}
      <ThisDevice />
    </>
  );
}

async function saveCopy(room: SharedRoom): Promise<void> {
  download(`${room.id}-unsent.json`, exportFile([await room.export()]));
}

/** Escape is for what lies on top: pages have uses of their own for it, and would keep it from the panel. */
function useEscape(panel: RefObject<HTMLElement | null>, isOpen: boolean): void {
  useEffect(() => {
    if (!isOpen) return undefined;
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key !== "Escape" || event.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      panel.current?.hidePopover();
    }
    window.addEventListener("keydown", onKeyDown, true);
    return () => window.removeEventListener("keydown", onKeyDown, true);
  }, [panel, isOpen]);
}
