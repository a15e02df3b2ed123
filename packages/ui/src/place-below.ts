import { isRightToLeft } from "./arrow-keys.ts";

const GAP = 6;
/** From the edges of the screen. */
const MARGIN = 8;

/** Puts `box`, which lies over the page, under `anchor`: in line with one of its ends, on the screen as far as it fits, above where there is more room. */
export function placeBelow(box: HTMLElement, anchor: HTMLElement): void {
  const by = anchor.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const below = clientHeight - by.bottom - GAP - MARGIN;
  const above = by.top - GAP - MARGIN;
  const isBelow = below >= Math.min(box.scrollHeight, 240) || below >= above;
  box.style.maxHeight = `${Math.max(120, isBelow ? below : above)}px`;
  const { width, height } = box.getBoundingClientRect();
  const farthest = clientWidth - width - MARGIN;
  const ends = isRightToLeft(anchor) ? by.left <= farthest : by.right - width < MARGIN;
  const left = ends ? by.left : by.right - width;
  box.style.left = `${Math.max(MARGIN, Math.min(left, farthest))}px`;
  box.style.top = `${isBelow ? by.bottom + GAP : Math.max(MARGIN, by.top - GAP - height)}px`;
}
