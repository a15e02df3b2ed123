import { Refused } from "@alongside/core";
import { BadMessage, parseUp } from "@alongside/core/engine";
import { honestFrame, twisted } from "./attacks/values.ts";
import { FuzzRandom } from "./fuzz-random.ts";

/** Gives the parser malformed frames. Returns how many it took; throws what is neither `BadMessage` nor `Refused`, with the frame. */
export function fuzzParser(seed: number, count: number): number {
  const random = new FuzzRandom(seed);
  let done = 0;
  for (; done < count; done++) {
    const honest = honestFrame(random, "aaaaaaaaaaaaaaaa", random.between(1, 40));
    const frame = random.chance(0.9)
      ? twisted(random, honest, random.chance(0.01) ? 50_000 : 300)
      : cut(random, JSON.stringify(honest));
    try {
      parseUp(frame);
    } catch (error) {
      if (!(error instanceof BadMessage || error instanceof Refused))
        throw new Error(`seed ${seed}, frame ${frame.slice(0, 500)}`, { cause: error });
    }
  }
  return done;
}

function cut(random: FuzzRandom, frame: string): string {
  const at = random.between(0, frame.length);
  return (
    frame.slice(0, at) +
    random.pick(["", "\u0000", "}", "\ud800", frame]) +
    frame.slice(at + random.between(0, 3))
  );
}
