import { useState } from "react";
import { icons } from "../ui/icons.tsx";
import { formatIcons } from "./format-icons.tsx";
import { linkTo } from "./link.ts";

interface LinkActionsProps {
  readonly href: string;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

/** The key that opens links together with a click, as keyboards have it written on them. */
const OPEN_KEY = /mac|iphone|ipad/i.test(navigator.platform) ? "⌘" : "Ctrl";

/** Where a link leads, and what can be done with it. */
export function LinkActions({ href, onEdit, onRemove }: LinkActionsProps) {
  const [copied, setCopied] = useState<"yes" | "no">();

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(href);
      setCopied("yes");
    } catch {
      // Without https, or without permission.
      setCopied("no");
    }
  }

  const said = { yes: "Copied", no: "It could not be copied", before: "Copy the address" } as const;
  const copyLabel = said[copied ?? "before"];
  return (
    <>
      <a href={linkTo(href)} target="_blank" rel="noopener noreferrer" title={href}>
        <bdi>{href.replace(/^(https?:\/\/(www\.)?|mailto:|tel:)/i, "")}</bdi>
        <span className="how">
          Open <kbd>{OPEN_KEY} click</kbd>
        </span>
      </a>
      <button
        type="button"
        className="icon-button"
        aria-label={copyLabel}
        title={copyLabel}
        onClick={() => void copy()}
      >
        {copied === "yes" ? icons.check : copied === "no" ? icons.warning : icons.duplicate}
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label="Edit this link"
        title="Edit this link"
        onClick={onEdit}
      >
        {icons.ink}
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label="Remove this link"
        title="Remove this link"
        onClick={onRemove}
      >
        {formatIcons.unlink}
      </button>
    </>
  );
}
