import type { ReactNode } from "react";
import { icons } from "../ui/icons.tsx";
import "../styles/talk.css";

/** Opens what is said beside a page. */
export function TalkButton({
  isOpen,
  onToggle,
  children,
}: {
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  /** How much of it is unread. */
  readonly children?: ReactNode;
}) {
  return (
    <button
      type="button"
      className="talk-button panel"
      aria-label="Chat"
      title="Chat"
      aria-pressed={isOpen}
      onClick={onToggle}
    >
      {icons.talk}
      {children}
    </button>
  );
}
