import { Suspense, useState } from "react";
import { late } from "../lib/late.ts";
import { useCell } from "../lib/use-cell.ts";
import { icons } from "../ui/icons.tsx";
import type { TalkRoom } from "./talk-room.ts";
import "../styles/talk.css";

/** It comes after the page. */
const Unread = late(() => import("./Unread.tsx"));

interface TalkButtonProps {
  readonly room: TalkRoom;
  /** As the home names the room: `board:roadmap`. */
  readonly name: string;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

/** Opens what is said beside a page, and says how much of it is unread. */
export function TalkButton({ room, name, isOpen, onToggle }: TalkButtonProps) {
  const isLive = useCell(room.status).name === "live";
  const [unread, setUnread] = useState(0);
  const label = unread === 0 || isOpen ? "Chat" : `Chat, ${unread} unread`;
  return (
    <button
      type="button"
      className="talk-button panel"
      aria-label={label}
      title={label}
      aria-pressed={isOpen}
      onClick={onToggle}
    >
      {icons.talk}
      {isLive && !isOpen && (
        <Suspense>
          <Unread room={room} name={name} onCount={setUnread} />
        </Suspense>
      )}
    </button>
  );
}
