import type { Hand } from "../hand.ts";

/** Calls one of the mutations, whose outcome is the server's. */
export function mutate(hand: Hand): void {
  const { room, around } = hand;
  const { random, faults } = around;
  const shapes = room.get()?.shapes ?? [];
  faults.count("differing-outcome");
  if (shapes.length === 0 || random.chance(0.3)) {
    hand.expect("committed", () => room.mutate.add({ color: `m${random.below(9)}` }));
    return;
  }
  const { id } = random.pick(shapes);
  // Somebody may delete the shape meanwhile: then the server's run throws, and both ends are right.
  if (random.chance(0.4)) hand.expect("either", () => room.mutate.stamp({ id }));
  else hand.expect("either", () => room.mutate.surprise({ id, seed: random.below(1000) }));
}
