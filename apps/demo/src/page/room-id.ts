const FIRST = [
  "amber", "bright", "calm", "clear", "early", "fair", "gentle", "golden", "green", "high", "kind", "light", "little",
  "long", "lucky", "mild", "misty", "north", "open", "quick", "quiet", "round", "silver", "slow", "soft", "south",
  "sunny", "still", "warm", "west", "wide", "young",
] as const; // prettier-ignore

const SECOND = [
  "bay", "beach", "bridge", "brook", "cape", "cliff", "coast", "field", "forest", "garden", "glade", "grove", "harbour",
  "hill", "island", "lake", "meadow", "moor", "orchard", "path", "pier", "pond", "ridge", "river", "shore", "spring",
  "square", "stream", "summit", "valley", "wharf", "wood",
] as const; // prettier-ignore

/** Without letters and digits that are taken for others. */
const LETTERS = "23456789abcdefghjkmnpqrstuvwxyz";

/**
 * A name for a room that nobody has seen yet: "calm-harbour-7k2m9q". Whoever has the link gets in, so it has about 40 random bits
 * beside being short: nobody comes across a room by trying.
 */
export function newRoomId(
  fill: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array = (bytes) => crypto.getRandomValues(bytes),
): string {
  const [first = 0, second = 0, ...letters] = fill(new Uint8Array(8));
  const end = letters.map((byte) => LETTERS[byte % LETTERS.length]).join("");
  return `${FIRST[first % FIRST.length]}-${SECOND[second % SECOND.length]}-${end}`;
}
