import type { Doc } from "../../app/board.ts";
import type { Hand } from "../hand.ts";

/** Puts a record at a key, writes to the one that is there, deletes it, or brings one back to its key. */
export function writeSettings({ settings, votes }: Doc, { around, trash }: Hand): void {
  const { random, faults } = around;
  const key = `k${random.below(4)}`;
  const there = settings.get(key);
  const roll = random.below(7);
  if (there === undefined || roll < 2) {
    if (there !== undefined) trash.put("settings", there.id);
    settings.set(key, { value: `v${random.below(99)}` });
  } else if (roll === 2) there.value = `w${random.below(99)}`;
  else if (roll === 3) {
    there.words.insert(0, "x");
    // So that it is more than typing, which shares the fate of what is typed around it.
    votes.add(1);
  } else if (roll === 4) {
    trash.put("settings", there.id);
    settings.delete(key);
  } else if (trash.restore("settings", settings, random)) faults.count("restore");
}

/** Writes a map of plain values. */
export function writeFlags({ flags }: Doc, { around: { random }, trash }: Hand): void {
  const key = `k${random.below(3)}`;
  const there = flags.get(key);
  const roll = random.next();
  if (there === undefined || roll < 0.3) flags.set(key, random.chance(0.5));
  else if (roll < 0.65) there.value = random.chance(0.5);
  else if (roll < 0.85) {
    trash.put("flags", there.id);
    flags.delete(key);
  } else trash.restore("flags", flags, random);
}
