import { Icon, type InboxIcon } from "./icon.tsx";

interface HeadButtonProps {
  readonly icon: InboxIcon;
  readonly label: string;
  readonly isOff?: boolean;
  /** Whether it has the focus once it is there. */
  readonly hasFocus?: boolean;
  readonly onClick: () => void;
}

/** A button in the head of a panel: a drawing, with its words for who listens or points at it. */
export function HeadButton({ icon, label, isOff, hasFocus = false, onClick }: HeadButtonProps) {
  return (
    <button
      type="button"
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- who was on the button that it stands for goes on from it
      autoFocus={hasFocus}
      className={`alongside-inbox-button alongside-inbox-${icon}`}
      aria-label={label}
      title={label}
      // Not disabled: what has the focus keeps it.
      aria-disabled={isOff}
      onClick={isOff === true ? undefined : onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
