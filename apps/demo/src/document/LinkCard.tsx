import type Quill from "quill/core.js";
import { useEffect, useRef } from "react";
import { flushSync } from "react-dom";
import { shortcutOf } from "../lib/shortcut.ts";
import { LinkActions } from "./LinkActions.tsx";
import { setLink } from "./link-range.ts";
import { useLink } from "./use-link.ts";
import { usePlace } from "./use-place.ts";
import "../styles/link-card.css";

interface LinkCardProps {
  readonly quill: Quill;
  /** Asks where what is selected, or the link at the caret, should lead. */
  readonly onEdit: () => void;
}

/** Beside the link that the pointer or the caret is in. Ctrl+K goes into it, or makes a link where there is none; Escape takes it away. */
export function LinkCard({ quill, onEdit }: LinkCardProps) {
  const card = useRef<HTMLDivElement>(null);
  const { link, dismiss, summon } = useLink(quill, card);
  usePlace(quill, card, link);

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (!isLinkKey(event)) return;
      event.preventDefault();
      // At once: a key that is pressed right behind this one is the card's, and no Tab in the text.
      if (flushSync(summon)) card.current?.querySelector("a")?.focus({ preventScroll: true });
      else onEdit();
    }
    quill.root.addEventListener("keydown", onKeyDown);
    return () => quill.root.removeEventListener("keydown", onKeyDown);
  }, [quill, summon, onEdit]);

  const isShown = link !== undefined;
  useEffect(() => {
    if (!isShown) return undefined;
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key !== "Escape" || event.isComposing) return;
      event.preventDefault();
      if (card.current?.contains(document.activeElement)) quill.focus({ preventScroll: true });
      dismiss();
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [quill, isShown, dismiss]);

  return (
    <>
      <div
        ref={card}
        className="link-card panel"
        role="dialog"
        aria-label="Link"
        hidden={!isShown}
        // The caret stays where it is while buttons are pressed.
        onMouseDown={(event) => event.preventDefault()}
      >
        {link && (
          <LinkActions
            key={link.href}
            href={link.href}
            onEdit={() => {
              quill.setSelection(link.index, link.length, "user");
              onEdit();
            }}
            onRemove={() => setLink(quill, link, false)}
          />
        )}
      </div>
      <p className="unseen" role="status">
        {link?.by === "caret" &&
          `Link to ${link.href}. Control K reaches what can be done with it.`}
      </p>
    </>
  );
}

function isLinkKey(event: KeyboardEvent): boolean {
  const { key, code, shiftKey: shift, altKey, ctrlKey, metaKey, isComposing } = event;
  if (shift || altKey || isComposing || !(ctrlKey || metaKey)) return false;
  return shortcutOf({ key, code, shift }) === "k";
}
