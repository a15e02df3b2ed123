import { createMotion, followCursors } from "@alongside/client/motion";
import type { Other, Readable } from "@alongside/client";
import { useEffect, useState } from "react";
import type { Readable as Cell } from "../lib/cell.ts";
import type { Point } from "../lib/geometry.ts";
import { Cursor } from "./Cursor.tsx";

/** Somebody who may have a pointer in the room: anyone in a room whose presence has a `cursor`. */
export type Pointing = Pick<Other, "client" | "user" | "state"> & {
  readonly presence: {
    /** Where the pointer is, in the app's own units; null when it is elsewhere. */
    readonly cursor?: Point | null;
    readonly caret?: unknown;
  };
};

interface CursorsProps<View> {
  /** Everyone else, as `room.others` has them: their pointers are followed without React. */
  readonly others: Readable<readonly Pointing[]>;
  /** Those with a pointer: `useOthers(withCursor, sameLooks)`. */
  readonly shown: readonly Pointing[];
  /** What the screen shows of the room; `toScreen` says where in it a place is, in pixels. */
  readonly view: Cell<View>;
  readonly toScreen: (view: View, place: Point) => Point;
}

/** The others' pointers. React renders when one comes or goes; moves are written straight to the elements. */
export function Cursors<View>({ others, shown, view, toScreen }: CursorsProps<View>) {
  const [places] = useState(() => new CursorPlaces((at) => toScreen(view.get(), at)));

  useEffect(() => {
    const motion = createMotion({ write: places.put });
    const stopFollowing = followCursors(others, (presence) => presence.cursor, motion);
    const stopMoving = view.subscribe(places.putAll);
    return () => {
      stopFollowing();
      stopMoving();
      motion.stop();
    };
  }, [others, view, places]);

  return (
    <div className="cursors" aria-hidden="true">
      {shown.map(({ client, user, state }) => (
        <Cursor
          key={client}
          client={client}
          name={user.name}
          color={user.color}
          state={state}
          follow={places.follow}
        />
      ))}
    </div>
  );
}

/** Where cursors are in the room, and the elements that stand for them on the screen. */
class CursorPlaces {
  readonly #toScreen: (place: Point) => Point;
  readonly #places = new Map<string, Point>();
  readonly #elements = new Map<string, HTMLElement>();

  constructor(toScreen: (place: Point) => Point) {
    this.#toScreen = toScreen;
  }

  put = (client: string, [x = 0, y = 0]: Float64Array): void => {
    this.#places.set(client, { x, y });
    this.#write(client);
  };

  putAll = (): void => {
    for (const client of this.#elements.keys()) this.#write(client);
  };

  /** Lets `element` stand for `client`. Returns a function that ends that. */
  follow = (client: string, element: HTMLElement | null): (() => void) => {
    if (element) this.#elements.set(client, element);
    this.#write(client);
    return () => this.#elements.delete(client);
  };

  #write(client: string): void {
    const element = this.#elements.get(client);
    const place = this.#places.get(client);
    if (!element || !place) return;
    const { x, y } = this.#toScreen(place);
    element.style.transform = `translate(${x}px, ${y}px)`;
  }
}

/** Returns those with a pointer in the room. Who writes is seen by their caret. */
export function withCursor<P extends Pointing>(others: readonly P[]): readonly P[] {
  return others.filter(({ presence }) => presence.cursor && !presence.caret);
}

/** Whether two lists look the same apart from where the cursors are. */
export function sameLooks(a: readonly Pointing[], b: readonly Pointing[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, i) => {
      const other = b[i];
      return one.client === other?.client && one.user === other.user && one.state === other.state;
    })
  );
}
