import type { Lock } from "@alongside/client";
import type { Hand } from "../people/hand.ts";
import { Broken } from "./broken.ts";
import { checkOdds, words } from "./lock-odds.ts";

/** In a quiet room everybody sees the same locks, as far as they may, each held by a page that is there and knows that it does. */
export function checkLocks(
  hands: readonly Hand[],
  hiddenFrom: (user: string) => readonly string[],
): void {
  const whole = hands.find(({ actor }) => hiddenFrom(actor.user).length === 0);
  const truth = whole?.room.locks.get() ?? [];
  for (const hand of hands) {
    const { actor, room } = hand;
    const who = `${actor.number}`;
    const locks = room.locks.get();
    checkOdds(locks, who);
    for (const { client, self } of locks) {
      if (!hands.some((one) => one.client === client))
        throw new Broken(`${who} sees a lock of ${client}, who is not there`);
      if (self !== (client === hand.client))
        throw new Broken(`${who} takes a lock of ${client} for ${self ? "" : "not "}its own`);
    }
    for (const lock of hand.locker?.held ?? []) {
      const { name } = lock.get();
      const { id, field } = lock.target;
      const isThere = locks.some((one) => one.self && one.id === id && one.field === field);
      // Who polls now and then may not have been answered yet.
      if (name !== "asking" && (name === "held") !== isThere)
        throw new Broken(`${who} has ${words(lock.target)} as ${name}, and sees ${isThere}`);
    }
    if (whole === undefined) continue;
    const hidden = hiddenFrom(actor.user);
    const wanted = truth.filter(({ id, field }) => {
      const key = id === "root" ? (field ?? "") : "shapes";
      return !hidden.includes(key);
    });
    if (names(locks) !== names(wanted))
      throw new Broken(`${who} sees the locks ${names(locks)}, another one ${names(wanted)}`);
  }
}

function names(locks: readonly Lock[]): string {
  return locks
    .map((lock) => `${lock.client} ${words(lock)}`)
    .toSorted()
    .join(", ");
}
