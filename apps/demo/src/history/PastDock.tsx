import type { Participant } from "@alongside/client";
import type { RoomDefinition } from "@alongside/core";
import { HistoryPlayer } from "@alongside/react/history";
import type { HistoryPlayerOptions } from "@alongside/ui";
import type { ReactNode } from "react";
import { HistoryList } from "./HistoryList.tsx";
import type { Looking } from "./use-looking.ts";
import "../styles/history.css";

interface PastDockProps<D extends RoomDefinition> {
  readonly looking: Looking<D>;
  readonly people: readonly Participant[];
  readonly onClose: () => void;
  /** What is picked of what is shown, and can be brought back alone. */
  readonly part?: HistoryPlayerOptions["part"];
  /** Called with how much was brought back. */
  readonly onRestored?: (ops: number) => void;
  /** Above the player. */
  readonly children?: ReactNode;
}

/** What was done in a room, and what goes to and fro in it. */
export function PastDock<D extends RoomDefinition>({
  looking,
  people,
  onClose,
  part,
  onRestored,
  children,
}: PastDockProps<D>) {
  const { history, seq, setSeq, restore } = looking;
  return (
    <>
      <HistoryList history={history} people={people} seq={seq} onSeek={setSeq} />
      <div className="history-dock" data-past={seq !== undefined}>
        {children}
        <HistoryPlayer
          track={history.track}
          seq={seq}
          onSeek={setSeq}
          onClose={onClose}
          earlier={() => void history.earlier()}
          refresh={() => void history.refresh()}
          people={people}
          restore={async (wanted, from) => {
            const restored = await restore(wanted, from);
            onRestored?.(restored.ops);
            return restored;
          }}
          name={history.name}
          part={part}
        />
      </div>
    </>
  );
}
