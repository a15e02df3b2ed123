import type { Hand } from "../hand.ts";

/** Types some keys, as fast as people do. */
export function type(hand: Hand): void {
  typeKeys(hand, 1 + hand.around.random.below(6));
}

function typeKeys(hand: Hand, keys: number): void {
  const { around, actor } = hand;
  const { random, time, faults } = around;
  if (keys === 0 || !hand.canWrite) return;
  const key = hand.typist.key();
  // Keys that are typed before the first of them is sent share its fate, and one may delete what another forbids.
  if (key !== undefined && hand.expect("either", key.type)) {
    faults.count("typing");
    if (key.isForbidden) faults.count("refused-typing");
  }
  time.after(random.between(20, 120), () => typeKeys(hand, keys - 1), actor.clock);
}
