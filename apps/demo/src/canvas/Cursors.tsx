import { createSmoother, followCursors } from "@alongside/client";
import type { Other } from "@alongside/client";
import { useEffect, useState } from "react";
import { toScreen } from "../board/camera.ts";
import type { Camera } from "../board/camera.ts";
import type { Readable } from "../board/cell.ts";
import type { Board } from "../board/definition.ts";
import type { Point } from "../board/geometry.ts";
import { useOthers, useRoom } from "../board/hooks.ts";
import { Cursor } from "./Cursor.tsx";

/** The others' pointers. React renders when one comes or goes; moves are written straight to the elements. */
export function Cursors({ camera }: { readonly camera: Readable<Camera> }) {
  const room = useRoom();
  const [places] = useState(() => new CursorPlaces(camera));
  const others = useOthers(withCursor, sameLooks);

  useEffect(() => {
    const smoother = createSmoother({ write: places.put });
    const stopFollowing = followCursors(room.others, (presence) => presence.cursor, smoother);
    const stopMoving = camera.subscribe(places.putAll);
    return () => {
      stopFollowing();
      stopMoving();
      smoother.stop();
    };
  }, [room, camera, places]);

  return (
    <div className="cursors" aria-hidden="true">
      {others.map(({ client, user, state }) => (
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

/** Where cursors are on the board, and the elements that stand for them on the screen. */
class CursorPlaces {
  readonly #camera: Readable<Camera>;
  readonly #places = new Map<string, Point>();
  readonly #elements = new Map<string, HTMLElement>();

  constructor(camera: Readable<Camera>) {
    this.#camera = camera;
  }

  put = (client: string, x: number, y: number): void => {
    this.#places.set(client, { x, y });
    this.#write(client);
  };

  putAll = (): void => {
    for (const client of this.#elements.keys()) this.#write(client);
  };

  /** Lets `element` stand for `client`; answers what ends that. */
  follow = (client: string, element: HTMLElement | null): (() => void) => {
    if (element) this.#elements.set(client, element);
    this.#write(client);
    return () => this.#elements.delete(client);
  };

  #write(client: string): void {
    const element = this.#elements.get(client);
    const place = this.#places.get(client);
    if (!element || !place) return;
    const { x, y } = toScreen(this.#camera.get(), place);
    element.style.transform = `translate(${x}px, ${y}px)`;
  }
}

/** Those with a pointer on the board. Who writes is seen by their caret. */
function withCursor(others: readonly Other<typeof Board>[]): readonly Other<typeof Board>[] {
  return others.filter(({ presence }) => presence.cursor && !presence.caret);
}

/** Whether two lists look the same apart from where the cursors are. */
function sameLooks(a: readonly Other[], b: readonly Other[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, i) => {
      const other = b[i];
      return one.client === other?.client && one.user === other.user && one.state === other.state;
    })
  );
}
