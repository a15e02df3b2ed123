import type { SharedText } from "@alongside/client";
import type Quill from "quill/core.js";
import { useCallback } from "react";
import { useCell } from "../lib/use-cell.ts";
import { revealAt } from "./on-screen.ts";
import { useVisits } from "../place/visiting.ts";

interface VisitsInDocumentProps {
  readonly shared: SharedText;
  readonly quill: Quill;
}

/** Goes to where somebody writes, when one wants to see them. */
export function VisitsInDocument({ shared, quill }: VisitsInDocumentProps) {
  const carets = useCell(shared.carets);
  const goTo = useCallback(
    (user: string) => {
      const caret = carets.find((one) => one.user.id === user);
      return caret !== undefined && revealAt(quill, caret.head);
    },
    [carets, quill],
  );
  useVisits(goTo);
  return null;
}
