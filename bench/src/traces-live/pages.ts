import { answer, argumentsOf } from "../process.ts";
import { readTrace, type TraceName } from "../text/traces.ts";
import { PAGES, type PagesName } from "./systems/index.ts";

/** What the bench asks of the pages. Their rooms are new ones. */
export interface TypeQuestion {
  readonly ask: "type";
  readonly trace: TraceName;
  readonly room: string;
}

/** Answer to `type`: in all. */
export interface Typed {
  readonly ms: number;
  /** CPU time of the pages' process. */
  readonly cpuMs: number;
}

/** Keystrokes before the writer waits until the reader shows them: as many as our client has under way at most. */
const BURST = 16;

const { name, port } = argumentsOf<{ readonly name: PagesName; readonly port: number }>();
const { openPages } = await PAGES[name]();

async function type({ trace, room }: TypeQuestion): Promise<Typed> {
  const { edits, text } = readTrace(trace);
  const pages = await openPages(port, room);
  let wake: (() => void) | undefined;
  pages.onShown(() => pages.shown === pages.written && wake?.());
  const before = process.cpuUsage();
  const start = performance.now();
  let looked = 0;
  for (const [i, patches] of edits.entries()) {
    pages.edit(patches);
    looked += pages.written;
    // Keys come one by one: each has a turn of the event loop.
    await new Promise(setImmediate);
    if (i % BURST < BURST - 1 && i < edits.length - 1) continue;
    while (pages.shown !== pages.written)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  if (looked === 0 || pages.texts().some((shown) => shown !== text))
    throw new Error(`${name} did not come to the text of ${trace}`);
  return { ms, cpuMs: (user + system) / 1000 };
}

process.send?.({});
answer(type);
