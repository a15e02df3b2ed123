import { useRef, useState } from "react";
import type { PointerEvent as ReactPointerEvent } from "react";
import { toBoard } from "../board/camera.ts";
import type { Editor } from "../board/editor.ts";
import { follow } from "../board/follow.ts";
import type { Point } from "../lib/geometry.ts";
import { hand } from "../board/tools/hand.ts";
import { activeTool, press } from "../board/tools/index.ts";
import type { Pointer } from "../board/drag.ts";
import { nextHands, RESTING } from "./hands.ts";
import type { Contact, Intent } from "./hands.ts";

type CanvasEvent = ReactPointerEvent<HTMLElement>;

/** Turns the canvas' pointer events into presses, moves and releases of the editor, and into moves of the view. */
export function usePointer(editor: Editor) {
  const [hover, setHover] = useState("default");
  const hands = useRef(RESTING);

  function shareCursor(event: CanvasEvent): void {
    const { x, y } = toBoard(editor.camera.get(), screenPoint(event, event.currentTarget));
    editor.room.presence.set({ cursor: { x, y } });
  }

  function handle(type: "down" | "move" | "up" | "cancel", event: CanvasEvent): boolean {
    const [next, ...intents] = nextHands(hands.current, type, contactOf(event));
    hands.current = next;
    for (const intent of intents) act(intent, event);
    return intents.length > 0;
  }

  function act(intent: Intent, event: CanvasEvent): void {
    switch (intent.type) {
      case "press": {
        shareCursor(event);
        const pointer = toPointer(editor, event.nativeEvent, event.currentTarget);
        return press(editor, pointer, event.button === 1 ? hand : undefined);
      }
      case "move":
        return move(event);
      case "release":
        editor.release(toPointer(editor, event.nativeEvent, event.currentTarget));
        return hideCursorOf(event);
      case "stop":
        editor.stop();
        return hideCursorOf(event);
      case "view":
        return editor.camera.set(follow(editor.camera.get(), intent.from, intent.to));
    }
  }

  function move(event: CanvasEvent): void {
    shareCursor(event);
    if (!editor.dragging.get()) return;
    const last = toPointer(editor, event.nativeEvent, event.currentTarget);
    const earlier = (event.nativeEvent.getCoalescedEvents?.() ?? [])
      .slice(0, -1)
      .map((moved) => toPointer(editor, moved, event.currentTarget));
    editor.move([...earlier, last]);
  }

  /** A finger that is lifted is nowhere. */
  function hideCursorOf(event: CanvasEvent): void {
    if (event.pointerType === "touch") editor.room.presence.set({ cursor: null });
  }

  function onPointerDown(event: CanvasEvent): void {
    if (isInText(event)) {
      // Only the second of two fingers is for the board: they move the view.
      if (event.pointerType === "touch") handle("down", event);
      return;
    }
    // Without this a press would start to select text, or to scroll with the middle button.
    event.preventDefault();
    if (event.button > 1) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const focused = document.activeElement;
    // Keys belong to the whole page: what had the focus, a text or a button, lets go of it.
    if (handle("down", event) && focused instanceof HTMLElement) focused.blur();
  }

  function onPointerMove(event: CanvasEvent): void {
    if (handle("move", event) || hands.current.doing.name !== "nothing") return;
    if (event.pointerType === "touch") return;
    shareCursor(event);
    const tool = activeTool(editor);
    const pointer = toPointer(editor, event.nativeEvent, event.currentTarget);
    setHover(tool.hover?.(editor, pointer) ?? tool.cursor);
  }

  function onPointerUp(event: CanvasEvent): void {
    handle("up", event);
  }

  /** Also called once a pointer is let go, when it is none of the hands' any more. */
  function onPointerCancel(event: CanvasEvent): void {
    handle("cancel", event);
  }

  function onPointerLeave(): void {
    if (!editor.dragging.get()) editor.room.presence.set({ cursor: null });
  }

  return {
    hover,
    handlers: {
      onPointerDown,
      onPointerMove,
      onPointerUp,
      onPointerCancel,
      onLostPointerCapture: onPointerCancel,
      onPointerLeave,
    },
  };
}

function contactOf(event: CanvasEvent): Contact {
  const { pointerId: id, pointerType, width, timeStamp: time } = event;
  const device = pointerType === "touch" || pointerType === "pen" ? pointerType : "mouse";
  const at = screenPoint(event, event.currentTarget);
  return { id, device, at, width, time, isInText: isInText(event) };
}

function isInText({ target }: CanvasEvent): boolean {
  return target instanceof Element && target.closest(".text-editor") !== null;
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
