import type { Area, Place } from "./area.ts";
import type { Layer } from "./layer.ts";

/**
 * Tells where the own pointer is over `parent`; null when it is elsewhere, and when a finger is lifted. What scrolls under it moves it.
 * Returns a function that ends it.
 */
export function pointerIn(
  parent: HTMLElement,
  { ground, forget }: Layer,
  area: Area,
  tell: (place: Place | null) => void,
): () => void {
  let last: PointerEvent | undefined;

  function told(event: PointerEvent, target: EventTarget | null): void {
    last = event;
    forget();
    const at = ground.at(event.clientX, event.clientY);
    tell(area.placeAt(at, ground, target instanceof Element ? target : null));
  }
  const move = (event: PointerEvent): void => told(event, event.target);
  const end = (): void => {
    if (last === undefined) return;
    last = undefined;
    tell(null);
  };
  const lift = ({ pointerType }: PointerEvent): void => {
    if (pointerType === "touch") end();
  };
  const scroll = (): void => {
    if (last) told(last, document.elementFromPoint(last.clientX, last.clientY));
  };

  const ending = new AbortController();
  const { signal } = ending;
  parent.addEventListener("pointermove", move, { signal });
  parent.addEventListener("pointerdown", move, { signal });
  parent.addEventListener("pointerleave", end, { signal });
  parent.addEventListener("pointercancel", end, { signal });
  parent.addEventListener("pointerup", lift, { signal });
  document.addEventListener("scroll", scroll, { capture: true, passive: true, signal });
  return () => {
    ending.abort();
    end();
  };
}
