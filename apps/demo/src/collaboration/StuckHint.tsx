import { type ReactNode, useEffect, useState } from "react";
import { icons } from "../ui/icons.tsx";

/** How long the hint stays, in ms. */
const SHOWN_MS = 6000;

interface StuckHintProps {
  readonly stuck: { readonly message: string } | undefined;
  /** Whether the next press does something. */
  readonly goesOn?: boolean;
  /** @default That of undo. */
  readonly icon?: ReactNode;
}

/** Says for a while why a press of undo or redo took nothing back, or a drag moved nothing: once for each, which is an object of its own. */
export function StuckHint({ stuck, goesOn = false, icon = icons.undo }: StuckHintProps) {
  const [gone, setGone] = useState(stuck);
  useEffect(() => {
    const timer = setTimeout(() => setGone(stuck), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [stuck]);
  return (
    <div role="status">
      {stuck !== undefined && stuck !== gone && (
        <p className="stuck-hint panel">
          {icon}
          <span>
            <strong>{stuck.message}.</strong>
            {goesOn && " Press again to go on."}
          </span>
        </p>
      )}
    </div>
  );
}
