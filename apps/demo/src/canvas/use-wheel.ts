import { useEffect } from "react";
import type { RefObject } from "react";
import { pan, toBoard, wheelFactor, zoomAt } from "../board/camera.ts";
import type { Editor } from "../board/editor.ts";
import { shapeAt } from "../board/hit-test.ts";
import { holdsText } from "../board/shape.ts";

/** Pixels in a unit of a wheel event: pixels themselves, lines (three make a notch), pages. */
const UNIT_PX = [1, 100 / 3, 100] as const;

/** Wheel events closer than this, in ms, are one turn: it goes on with what it began with, whatever comes under the pointer. */
const TURN_MS = 200;

/** Lets the wheel move the view, or a long text under it; with ctrl it zooms the board, over panels too, and never the page. */
export function useWheel(editor: Editor, canvas: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    const keys = new HeldKeys();
    let turn: { readonly text: Element | undefined; readonly last: number } | undefined;

    function onWheel(event: WheelEvent): void {
      const unit = UNIT_PX[event.deltaMode as 0 | 1 | 2];
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        const factor = wheelFactor(event.deltaY * unit, !keys.zoom);
        editor.camera.set(zoomAt(editor.camera.get(), placeOn(event), factor));
        return;
      }
      // A panel scrolls by itself, or not at all.
      if (!(event.target instanceof Element) || !element?.contains(event.target)) return;
      event.preventDefault();
      // Shift turns a plain mouse wheel sideways; some browsers do that by themselves.
      const sideways = event.shiftKey && event.deltaX === 0;
      const dx = (sideways ? event.deltaY : event.deltaX) * unit;
      const dy = sideways ? 0 : event.deltaY * unit;
      const isGoingOn =
        turn !== undefined &&
        event.timeStamp - turn.last < TURN_MS &&
        turn.text?.isConnected !== false;
      const text = isGoingOn ? turn?.text : longTextUnder(event, event.target, dx, dy);
      turn = { text, last: event.timeStamp };
      if (text) text.scrollTop += dy / editor.camera.get().zoom;
      else editor.camera.set(pan(editor.camera.get(), dx, dy));
    }

    /** The text under the pointer that can be scrolled this way: the one being written, or a shape's. */
    function longTextUnder(event: WheelEvent, target: Element, dx: number, dy: number) {
      if (Math.abs(dy) <= Math.abs(dx)) return undefined;
      const area = target.closest(".text-editor")?.querySelector("textarea");
      if (area) return canScroll(area, dy) ? area : undefined;
      const { zoom } = editor.camera.get();
      const point = toBoard(editor.camera.get(), placeOn(event));
      const shape = shapeAt(editor.shapes(), point, 6 / zoom);
      if (!shape || !holdsText(shape.kind)) return undefined;
      const text = element?.querySelector(`[data-shape="${CSS.escape(shape.id)}"] .shape-text`);
      return text && canScroll(text, dy) ? text : undefined;
    }

    function placeOn(event: WheelEvent) {
      const { left = 0, top = 0 } = element?.getBoundingClientRect() ?? {};
      return { x: event.clientX - left, y: event.clientY - top };
    }

    // React listens passively, where the page could not be kept from zooming.
    window.addEventListener("wheel", onWheel, { passive: false });
    return () => {
      window.removeEventListener("wheel", onWheel);
      keys.stop();
    };
  }, [editor, canvas]);
}

function canScroll(element: Element, dy: number): boolean {
  const { scrollTop, scrollHeight, clientHeight } = element;
  return dy < 0 ? scrollTop > 0 : scrollTop + clientHeight < scrollHeight - 1;
}

/** Whether ctrl or ⌘ is really held down. Browsers tell a pinch as a wheel event with ctrl that nobody pressed. */
class HeldKeys {
  zoom = false;

  constructor() {
    window.addEventListener("keydown", this.#onKey, true);
    window.addEventListener("keyup", this.#onKey, true);
    window.addEventListener("blur", this.#onBlur);
  }

  stop(): void {
    window.removeEventListener("keydown", this.#onKey, true);
    window.removeEventListener("keyup", this.#onKey, true);
    window.removeEventListener("blur", this.#onBlur);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    this.zoom = event.ctrlKey || event.metaKey;
  };

  readonly #onBlur = (): void => {
    this.zoom = false;
  };
}
