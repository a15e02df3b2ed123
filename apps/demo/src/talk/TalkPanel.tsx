import type { ReactNode } from "react";
import { icons } from "../ui/icons.tsx";
import "@alongside/ui/chat.css";
import "../styles/talk.css";

/** What is said beside a page. */
export function TalkPanel({
  label,
  head,
  onClose,
  children,
}: {
  readonly label: string;
  readonly head: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  return (
    <aside className="talk-panel panel" aria-label={label}>
      <header>
        {head}
        <button type="button" className="action" aria-label="Close the chat" onClick={onClose}>
          {icons.close}
        </button>
      </header>
      {children}
    </aside>
  );
}
