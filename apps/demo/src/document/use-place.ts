import type Quill from "quill/core.js";
import { useLayoutEffect } from "react";
import { linesAt, seenOf, writtenLine } from "./on-screen.ts";
import { placeCard } from "./place-card.ts";
import type { ShownLink } from "./use-link.ts";

/** Pixels between a card and the sides of the page. */
const MARGIN = 8;

/** Pixels that it may come nearer to a bar than what is written does. */
const CLOSER = 12;

/** Keeps the card beside its link, however the page scrolls. */
export function usePlace(
  quill: Quill,
  card: React.RefObject<HTMLElement | null>,
  link: ShownLink | undefined,
): void {
  useLayoutEffect(() => {
    const element = card.current;
    const scroller = quill.container.closest<HTMLElement>(".document-scroll");
    if (!element || !scroller || !link) return undefined;
    const place = (): void => put(element, quill, scroller, link);
    place();
    const sizes = new ResizeObserver(place);
    for (const other of [quill.root, scroller, element]) sizes.observe(other);
    scroller.addEventListener("scroll", place, { passive: true });
    quill.on("editor-change", place);
    return () => {
      sizes.disconnect();
      scroller.removeEventListener("scroll", place);
      quill.off("editor-change", place);
    };
  }, [quill, card, link]);
}

function put(card: HTMLElement, quill: Quill, scroller: HTMLElement, shown: ShownLink): void {
  const line = linesAt(quill, shown.at);
  const link = linesAt(quill, shown.index, shown.length);
  const { top: first, bottom: last } = seenOf(scroller);
  const seen = { top: first - CLOSER, bottom: last + CLOSER };
  const room = line && link && { link, line, written: writtenLine(quill), seen };
  const top = room && placeCard(card.offsetHeight, room);
  card.style.visibility = top === undefined ? "hidden" : "visible";
  if (line === undefined || top === undefined) return;
  const { left, right } = quill.container.getBoundingClientRect();
  const farthest = right - MARGIN - card.offsetWidth;
  card.style.translate = `${Math.max(left + MARGIN, Math.min(line.left - 24, farthest))}px ${top}px`;
}
