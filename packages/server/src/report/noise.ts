import { rounded, Samples } from "./samples.ts";

/** Work that takes about a millisecond on a machine of today. */
const ROUNDS = 500_000;

/** How even a machine was for a while, as a program that does next to nothing saw it. */
export interface Noise {
  /** How late timers were, in ms: half of them, and one in a hundred. */
  readonly lateP50: number;
  readonly lateP99: number;
  /** How long the same work took, in ms; and one time in a hundred as times of that. */
  readonly workP50: number;
  readonly workP99Times: number;
}

/** What a report says of that. */
export type Quiet = "quiet" | "uneven" | "noisy";

interface Moments {
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** Watches timers of `everyMs` and the same piece of work, a millisecond each time, until `isOver`. */
export async function listenToMachine(
  { now, sleep }: Moments,
  everyMs: number,
  isOver: () => boolean,
  work: () => void = spin,
): Promise<Noise> {
  const late = new Samples();
  const worked = new Samples();
  do {
    const due = now() + everyMs;
    await sleep(everyMs);
    const start = now();
    late.add(Math.max(0, start - due));
    work();
    worked.add(now() - start);
  } while (!isOver());
  const { p50 = 0, p99 = 0 } = { ...late.spread };
  const { p50: workP50 = 0, p99: workP99 = 0 } = { ...worked.spread };
  return {
    lateP50: p50,
    lateP99: p99,
    workP50,
    workP99Times: workP50 === 0 ? 1 : rounded(workP99 / workP50),
  };
}

/** A machine on which nothing else happens has timers that are on time, and takes as long for the same each time. */
export function quietOf({ lateP99, workP99Times }: Noise): Quiet {
  if (lateP99 < 5 && workP99Times < 2) return "quiet";
  return lateP99 < 20 && workP99Times < 5 ? "uneven" : "noisy";
}

let kept = 1;

function spin(): void {
  let x = kept;
  for (let i = 0; i < ROUNDS; i++) x = (Math.imul(x, 1_664_525) + 1_013_904_223) | 0;
  // Used, so that it is not left out.
  kept = x | 1;
}
