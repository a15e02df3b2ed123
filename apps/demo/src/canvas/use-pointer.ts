import { useEffect, useState } from "react";
import type { PointerEvent as ReactPointerEvent, RefObject } from "react";
import { pan, toBoard, wheelFactor, zoomAt } from "../board/camera.ts";
import type { Editor } from "../board/editor.ts";
import type { Point } from "../board/geometry.ts";
import { hand } from "../board/tools/hand.ts";
import type { Pointer } from "../board/tools/tool.ts";

type CanvasEvent = ReactPointerEvent<HTMLElement>;

/** Turns the canvas' pointer events into presses, moves and releases of the editor, one finger or mouse at a time. */
export function usePointer(editor: Editor, canvas: RefObject<HTMLElement | null>) {
  const [hover, setHover] = useState("default");
  const [touches] = useState(() => new Map<number, Point>());

  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const camera = editor.camera.get();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 20 : 1;
      if (event.ctrlKey || event.metaKey) {
        editor.camera.set(
          zoomAt(camera, screenPoint(event, element), wheelFactor(event.deltaY * unit)),
        );
      } else {
        // Shift turns a plain mouse wheel sideways; some browsers do that by themselves.
        const sideways = event.shiftKey && event.deltaX === 0;
        const dx = (sideways ? event.deltaY : event.deltaX) * unit;
        editor.camera.set(pan(camera, dx, sideways ? 0 : event.deltaY * unit));
      }
    };
    // React listens passively, where the page could not be kept from scrolling and zooming.
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [editor, canvas]);

  function shareCursor(event: CanvasEvent): void {
    const { x, y } = toBoard(editor.camera.get(), screenPoint(event, event.currentTarget));
    editor.room.presence.set({
      cursor: { x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10 },
    });
  }

  function onPointerDown(event: CanvasEvent): void {
    if (event.button > 1) return;
    // Keys belong to the whole page: what had the focus, a text or a button, lets go of it.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    event.currentTarget.setPointerCapture(event.pointerId);
    // Without this a press would start to select text, or to scroll with the middle button.
    event.preventDefault();
    if (event.pointerType === "touch") {
      touches.set(event.pointerId, screenPoint(event, event.currentTarget));
      // A second finger: what the first one began was not meant; both move the view.
      if (touches.size === 2) return editor.press(middleOf(editor, touches), hand);
      if (touches.size > 2) return undefined;
    }
    shareCursor(event);
    const pointer = toPointer(editor, event.nativeEvent, event.currentTarget);
    return event.button === 1 ? editor.press(pointer, hand) : editor.press(pointer);
  }

  function onPointerMove(event: CanvasEvent): void {
    if (touches.has(event.pointerId)) {
      touches.set(event.pointerId, screenPoint(event, event.currentTarget));
      if (touches.size > 1) return editor.move([middleOf(editor, touches)]);
    }
    shareCursor(event);
    const last = toPointer(editor, event.nativeEvent, event.currentTarget);
    if (!editor.dragging.get()) {
      const tool = editor.activeTool();
      if (event.pointerType !== "touch") setHover(tool.hover?.(editor, last) ?? tool.cursor);
      return undefined;
    }
    const earlier = (event.nativeEvent.getCoalescedEvents?.() ?? [])
      .slice(0, -1)
      .map((moved) => toPointer(editor, moved, event.currentTarget));
    return editor.move([...earlier, last]);
  }

  function onPointerUp(event: CanvasEvent): void {
    const several = touches.size > 1;
    touches.delete(event.pointerId);
    if (several) {
      editor.release(middleOf(editor, touches));
      return;
    }
    editor.release(toPointer(editor, event.nativeEvent, event.currentTarget));
    if (event.pointerType === "touch") editor.room.presence.set({ cursor: null });
  }

  function onPointerCancel(event: CanvasEvent): void {
    touches.delete(event.pointerId);
    editor.cancel();
  }

  function onPointerLeave(): void {
    if (!editor.dragging.get()) editor.room.presence.set({ cursor: null });
  }

  return {
    hover,
    handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel, onPointerLeave },
  };
}

function screenPoint(event: { clientX: number; clientY: number }, canvas: HTMLElement): Point {
  const { left, top } = canvas.getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}

function toPointer(editor: Editor, event: PointerEvent, canvas: HTMLElement): Pointer {
  const screen = screenPoint(event, canvas);
  return {
    ...toBoard(editor.camera.get(), screen),
    screen,
    shift: event.shiftKey,
    alt: event.altKey,
    touch: event.pointerType === "touch",
    pressure: event.pointerType === "pen" ? event.pressure : 0.5,
  };
}

/** The point between all fingers. */
function middleOf(editor: Editor, touches: ReadonlyMap<number, Point>): Pointer {
  const points = [...touches.values()];
  const screen = {
    x: points.reduce((sum, point) => sum + point.x, 0) / points.length,
    y: points.reduce((sum, point) => sum + point.y, 0) / points.length,
  };
  return {
    ...toBoard(editor.camera.get(), screen),
    screen,
    shift: false,
    alt: false,
    touch: true,
    pressure: 0.5,
  };
}
