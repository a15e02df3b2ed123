import type { MotionClock } from "@alongside/client/motion";
import { createMotion } from "@alongside/client/motion";
import type { Point } from "./geometry.ts";
import type { Shown } from "./part.ts";

/** The cursors that may be pinned. */
interface Pinnable {
  /** Where they would be if they were not. */
  readonly shown: ReadonlyMap<string, Point>;
  /** Called for each that is elsewhere by now; after them all `written`. */
  readonly moved: (client: string) => void;
  readonly written: () => void;
  readonly clock: MotionClock | undefined;
}

/** Where cursors are by what pins them. */
export interface Pins {
  /** Where the cursor of `client` is that would be at `at`. Undefined where it is there. */
  readonly of: (client: string, at: Point) => Point | undefined;
  readonly forget: (client: string) => void;
  readonly destroy: () => void;
}

/** Pins cursors, for as long as those are shown. */
export type Pinned = (cursors: Pinnable) => Pins;

/**
 * Shows the cursors of some clients where `places` says, in what the area counts in, by client: who draws a line that is played later
 * than pointers is at its tip. A cursor that is pinned, or let go, glides from where it is seen.
 */
export function pinnedTo(places: Shown<ReadonlyMap<string, Point>>): Pinned {
  return (cursors) => pinsOf(places, cursors);
}

function pinsOf(
  pinned: Shown<ReadonlyMap<string, Point>>,
  { shown, moved, written, clock }: Pinnable,
): Pins {
  let pins = pinned.get();
  /** How far a cursor is from where it belongs, as it was elsewhere a moment ago. */
  const away = new Map<string, Point>();
  const motion = createMotion({
    ...(clock && { clock }),
    write(client, [x = 0, y = 0], isAtRest) {
      if (isAtRest && x === 0 && y === 0) away.delete(client);
      else away.set(client, { x, y });
      moved(client);
    },
    written,
  });

  /** Lets a cursor glide that was at `from` and belongs at `to`. */
  function glide(client: string, from: Point, to: Point): void {
    const { x, y } = away.get(client) ?? { x: 0, y: 0 };
    motion.put(client, [from.x + x - to.x, from.y + y - to.y]);
    motion.to(client, [0, 0]);
    motion.leave(client);
  }

  const stop = pinned.subscribe(() => {
    const before = pins;
    pins = pinned.get();
    for (const [client, pin] of pins) {
      const at = before.has(client) ? undefined : shown.get(client);
      if (at) glide(client, at, pin);
      moved(client);
    }
    for (const [client, pin] of before) {
      const at = pins.has(client) ? undefined : shown.get(client);
      if (at) glide(client, pin, at);
    }
    written();
  });

  return {
    of(client, at) {
      const base = pins.get(client);
      const off = away.get(client);
      if (base === undefined && off === undefined) return undefined;
      const { x, y } = base ?? at;
      return { x: x + (off?.x ?? 0), y: y + (off?.y ?? 0) };
    },
    forget(client) {
      motion.remove(client);
      away.delete(client);
    },
    destroy() {
      stop();
      motion.stop();
    },
  };
}
