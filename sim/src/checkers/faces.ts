import type { Hand } from "../people/hand.ts";
import { Broken } from "./broken.ts";

/** Everybody in a room sees each person under one colour and initials, which nobody else there has, and so does that person. */
export function checkFaces(hands: readonly Hand[]): void {
  const seen = new Map<string, string>();
  const owners = new Map<string, string>();
  for (const { actor, room } of hands) {
    const self = room.self.get();
    const people = room.people.get().map(({ user }) => user);
    if (self === undefined || !people.some((user) => user.id === self.id))
      throw new Broken(`${actor.number} does not see who it is itself`);
    for (const { id, color, initials } of [...people, self]) {
      const face = `${color} ${initials}`;
      const before = seen.get(id) ?? face;
      if (before !== face)
        throw new Broken(`${actor.number} sees ${id} as ${face}, others as ${before}`);
      seen.set(id, face);
      for (const mark of [`the colour ${color}`, `the initials ${initials}`]) {
        const owner = owners.get(mark) ?? id;
        if (owner !== id) throw new Broken(`${owner} and ${id} both have ${mark}`);
        owners.set(mark, id);
      }
    }
  }
}
