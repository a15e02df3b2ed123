import type { Hand } from "../hand.ts";

/** Moves the own cursor. */
export function point({ room, around: { random } }: Hand): void {
  const isNowhere = random.chance(0.1);
  room.presence.set({ cursor: isNowhere ? null : { x: random.below(100), y: random.below(1e6) } });
}

/** Sends an event. Returns its number, or undefined when nobody can be told just now. */
export function ping({ room, id, actor, around }: Hand): number | undefined {
  const { clientId } = actor;
  const n = around.pings.next(id, clientId);
  if (!room.broadcast("ping", { from: clientId, n })) return undefined;
  around.faults.count("event");
  return n;
}
