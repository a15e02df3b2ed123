import type { Viewport } from "@alongside/core";
import type { Hand } from "../hand.ts";

/** How far down the plane of cursors reaches. */
const DEEP = 1_000_000;

/** Moves the own cursor, and often the window over where the others' are. */
export function point(hand: Hand): void {
  const { random } = hand.around;
  if (random.chance(0.1)) return hand.point(null);
  const x = random.below(100);
  const y = random.below(DEEP);
  hand.point(x % 5 === 0 ? { x, y, area: "page 2" } : { x, y });
  if (x < 50) hand.look(viewportAt(x, y));
}

/** So many steps a cursor takes through the plane. */
export const STEPS = 8;

/** Takes a step through the plane, every second hand from the other end, and looks at a part of it or at all. */
export function step(hand: Hand, number: number, at: number): void {
  const y = (number % 2 === 0 ? at : STEPS - at) * (DEEP / STEPS);
  hand.point({ x: number, y });
  if (at === 0) hand.look(number === 0 ? undefined : { x: 0, y: 0, width: 100, height: DEEP / 4 });
}

/** A part of the plane, an area, or nothing in particular, as a cursor's place has it. */
function viewportAt(x: number, y: number): Viewport | undefined {
  if (x < 4) return undefined;
  if (x < 8) return { areas: ["page 2"] };
  const height = x < 30 ? DEEP / 3 : DEEP / 50;
  const view = { x: 0, y: Math.max(0, y - height / 2), width: 100, height };
  return x % 5 === 0 ? { ...view, area: "page 2" } : view;
}

/** Sends an event. Returns its number, or undefined when nobody can be told just now. */
export function ping({ room, id, actor, around }: Hand): number | undefined {
  const { clientId } = actor;
  const n = around.pings.next(id, clientId);
  if (!room.broadcast("ping", { from: clientId, n })) return undefined;
  around.faults.count("event");
  return n;
}
