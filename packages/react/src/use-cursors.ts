import type { Room } from "@alongside/client";
import { createMotion, followCursors, type MotionOptions } from "@alongside/client/motion";
import type { PresenceOf, RoomDefinition } from "@alongside/core";
import { type RefCallback, useEffect, useRef, useState } from "react";
import { given } from "./given.ts";

interface Point {
  readonly x: number;
  readonly y: number;
}

/** How cursors move. */
export interface CursorsOptions extends Pick<MotionOptions, "easing" | "durationMs" | "jump"> {
  /** Where on the screen a place is, in pixels: for a view that pans or zooms. @default the place itself */
  readonly toScreen?: (place: Point) => Point;
}

/**
 * Moves elements with the cursors of others, frame by frame and without a render: `const cursor = useCursors(room, (p) => p.cursor)`, then
 * `<div ref={cursor(client)} />` for each of `useOthersIds()`. Each element gets a `transform`. The options are read when the hook is
 * first shown, `place` and `toScreen` at each move. Throws `TypeError` for what is not a room.
 */
export function useCursors<D extends RoomDefinition>(
  room: Room<D>,
  place: (presence: PresenceOf<D>) => Point | null | undefined,
  options: CursorsOptions = {},
): (client: string) => RefCallback<HTMLElement | SVGElement> {
  if (typeof room !== "object" || room === null || !("others" in room))
    throw new TypeError(`useCursors needs a room, as useRoom() returns it, got ${given(room)}`);
  const latest = useRef({ place, options });
  const [elements] = useState(() => new Elements());
  useEffect(() => {
    latest.current = { place, options };
  });
  useEffect(() => {
    const { easing = "ease-out", durationMs = 100, jump = 2000 } = latest.current.options;
    const write = (client: string, [x = 0, y = 0]: Float64Array): void => {
      const { toScreen } = latest.current.options;
      elements.put(client, toScreen === undefined ? { x, y } : toScreen({ x, y }));
    };
    const motion = createMotion({ write, easing, durationMs, jump });
    const stop = followCursors(room.others, (presence) => latest.current.place(presence), motion);
    return () => {
      stop();
      motion.stop();
    };
  }, [room, elements]);
  return elements.refOf;
}

/** The elements that stand for clients, and where those are. */
class Elements {
  readonly #refs = new Map<string, RefCallback<HTMLElement | SVGElement>>();
  readonly #elements = new Map<string, HTMLElement | SVGElement>();
  readonly #places = new Map<string, Point>();

  /** The same function for a client every time, so that React attaches it once. */
  readonly refOf = (client: string): RefCallback<HTMLElement | SVGElement> => {
    let ref = this.#refs.get(client);
    if (ref === undefined)
      this.#refs.set(
        client,
        (ref = (element) => {
          if (element === null) return undefined;
          this.#elements.set(client, element);
          this.#write(client);
          return () => {
            this.#elements.delete(client);
            this.#refs.delete(client);
          };
        }),
      );
    return ref;
  };

  put(client: string, place: Point): void {
    this.#places.set(client, place);
    this.#write(client);
  }

  #write(client: string): void {
    const element = this.#elements.get(client);
    const place = this.#places.get(client);
    if (element && place) element.style.transform = `translate(${place.x}px, ${place.y}px)`;
  }
}
