import type Quill from "quill/core.js";
import { useCallback, useEffect, useRef, useState } from "react";
import { linkRunAt } from "./link-range.ts";
import type { LinkRun } from "./link-range.ts";
import { indexAt } from "./text-drop.ts";

/** How long a pointer rests on a link before its card shows, and is away from both before it goes, in ms. */
const REST_MS = 250;

/** A link that its card is shown for. */
export interface ShownLink extends LinkRun {
  /** A place in it: where the caret or the pointer is. */
  readonly at: number;
  readonly by: "caret" | "pointer";
}

export interface LinkFocus {
  readonly link: ShownLink | undefined;
  /** Takes the card away until the caret, or the pointer, comes to a link anew. */
  readonly dismiss: () => void;
  /** Shows the card of the link at the caret again. False where there is none. */
  readonly summon: () => boolean;
}

interface Places {
  readonly caret?: number | undefined;
  readonly pointer?: number | undefined;
  /** Where the caret was when its card was taken away: none is shown again for that link. */
  readonly dismissed?: number | undefined;
}

/** What we use of Quill's deltas, whose own types Node's resolution does not find. */
interface Changes {
  transformPosition(position: number): number;
}

/** The link that the pointer rests on, or else the one that the caret is in. Places follow what others write. */
export function useLink(quill: Quill, card: React.RefObject<HTMLElement | null>): LinkFocus {
  const [link, setLink] = useState<ShownLink>();
  const places = useRef<Places>({});
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const put = useCallback(
    (changed: Places) => {
      places.current = { ...places.current, ...changed };
      const next = shownAt(quill, places.current);
      setLink((now) => (isSame(now, next) ? now : next));
    },
    [quill],
  );
  const later = useCallback(
    (changed: Places) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => put(changed), REST_MS);
    },
    [put],
  );

  useEffect(() => {
    const hasCardFocus = (): boolean => card.current?.contains(document.activeElement) ?? false;
    function changed(kind: string, change: unknown, _before: unknown, source: string): void {
      let { caret, pointer, dismissed } = places.current;
      if (kind === "text-change") {
        const moved = (at?: number) => at && (change as Changes).transformPosition(at);
        caret = moved(caret);
        dismissed = moved(dismissed);
        // Who writes looks at that.
        pointer = source === "user" ? undefined : moved(pointer);
      }
      const range = quill.getSelection();
      if (range) caret = range.length === 0 ? range.index : undefined;
      if (!isOneLink(quill, dismissed, caret)) dismissed = undefined;
      put({ caret, pointer, dismissed });
    }
    function left(): void {
      // The focus is on its way to where it goes.
      setTimeout(() => {
        if (!quill.hasFocus() && !hasCardFocus()) put({ caret: undefined });
      });
    }
    function over(event: PointerEvent): void {
      const isLink = event.target instanceof Element && event.target.closest("a") !== null;
      if (event.pointerType !== "mouse" || event.buttons !== 0) return;
      later({ pointer: isLink ? indexAt(quill, event) : undefined });
    }
    function out(): void {
      later({ pointer: undefined });
    }
    function hold(): void {
      clearTimeout(timer.current);
    }
    const { root } = quill;
    const element = card.current;
    quill.on("editor-change", changed);
    root.addEventListener("focusout", left);
    element?.addEventListener("focusout", left);
    root.addEventListener("pointerover", over);
    root.addEventListener("pointerleave", out);
    // React would tell that the pointer has come to the card before it tells that it has left the text.
    element?.addEventListener("pointerenter", hold);
    element?.addEventListener("pointerleave", out);
    return () => {
      quill.off("editor-change", changed);
      root.removeEventListener("focusout", left);
      element?.removeEventListener("focusout", left);
      root.removeEventListener("pointerover", over);
      root.removeEventListener("pointerleave", out);
      element?.removeEventListener("pointerenter", hold);
      element?.removeEventListener("pointerleave", out);
      clearTimeout(timer.current);
    };
  }, [quill, card, put, later]);

  const dismiss = useCallback(() => {
    clearTimeout(timer.current);
    put({ pointer: undefined, dismissed: places.current.caret });
  }, [put]);
  const summon = useCallback(() => {
    const { caret } = places.current;
    put({ pointer: undefined, dismissed: undefined });
    return caret !== undefined && linkRunAt(quill, caret) !== undefined;
  }, [quill, put]);
  return { link, dismiss, summon };
}

function shownAt(quill: Quill, { caret, pointer, dismissed }: Places): ShownLink | undefined {
  const pointed = pointer === undefined ? undefined : linkRunAt(quill, pointer);
  if (pointed) return { ...pointed, at: pointer ?? 0, by: "pointer" };
  const written =
    caret === undefined || dismissed !== undefined ? undefined : linkRunAt(quill, caret);
  return written && { ...written, at: caret ?? 0, by: "caret" };
}

function isOneLink(quill: Quill, a: number | undefined, b: number | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return linkRunAt(quill, a)?.index === linkRunAt(quill, b)?.index;
}

function isSame(a: ShownLink | undefined, b: ShownLink | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
