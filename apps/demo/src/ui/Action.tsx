import type { ReactNode } from "react";

interface ActionProps {
  readonly label: string;
  readonly keys: string;
  readonly icon: ReactNode;
  readonly disabled?: boolean;
  readonly run: () => void;
}

/** A button with an icon that does something at once. */
export function Action({ label, keys, icon, disabled = false, run }: ActionProps) {
  return (
    <button
      type="button"
      className="action"
      aria-label={label}
      title={`${label} (${keys})`}
      disabled={disabled}
      onClick={run}
    >
      {icon}
    </button>
  );
}
