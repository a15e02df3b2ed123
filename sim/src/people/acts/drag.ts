import type { Hand } from "../hand.ts";
import { openGesture } from "@alongside/client";

/** Drags a shape: a gesture that everybody sees, and one change or none at its end. */
export function drag(hand: Hand): void {
  const { room, around, actor } = hand;
  const { random, time } = around;
  const shapes = room.get()?.shapes ?? [];
  if (shapes.length === 0 || !hand.mayWrite("shapes")) return;
  const { id } = random.pick(shapes);
  const gesture = openGesture(room);
  hand.gestures.push(gesture);
  let steps = 3;
  const step = (): void => {
    if (!gesture.isOpen) return;
    if (!hand.canWrite) return gesture.cancel();
    gesture.update((doc) => {
      const shape = doc.shapes.get(id);
      if (shape !== undefined) shape.at = { x: steps, y: steps };
    });
    steps -= 1;
    if (steps > 0) time.after(20, step, actor.clock);
    else if (random.chance(0.3)) gesture.cancel();
    else hand.expect("committed", () => gesture.commit());
  };
  step();
}
