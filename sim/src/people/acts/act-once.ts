import type { Hand } from "../hand.ts";
import { type Act, pickWeighted, type Weighted } from "./act.ts";
import { drag } from "./drag.ts";
import { mutate } from "./mutate.ts";
import { point, ping } from "./presence.ts";
import { decide } from "./rejected.ts";
import { type as typeWords } from "./type.ts";
import { takeBack } from "./take-back.ts";
import { update } from "./update.ts";

const ACTS: Weighted<Act> = [
  [10, mutate],
  [5, point],
  [4, drag],
  [8, takeBack],
  [22, typeWords],
  [4, decide],
  [2, ping],
  [45, (hand) => update(hand)],
];

/** Does one random thing in a room. */
export function actOnce(hand: Hand): void {
  const act = pickWeighted(ACTS, hand.around.random);
  if (act === point || act === ping || hand.canWrite) act(hand);
}
