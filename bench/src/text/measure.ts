import { answer, argumentsOf, ownCpuMs } from "../process.ts";
import { median } from "../stats.ts";
import type { TextDocument, TextSystem } from "./system.ts";
import { SYSTEMS, type SystemName } from "./systems/index.ts";
import { readTrace, type Trace, type TraceName } from "./traces.ts";

/** What the bench asks of a system in a process of its own. */
export type TextQuestion =
  | { readonly ask: "local"; readonly trace: TraceName }
  | {
      readonly ask: "loop";
      readonly trace: TraceName;
      /** Only so many from the beginning. */
      readonly edits?: number;
      /** Edits under way at once, where a system carries them by turns. */
      readonly atOnce: number;
    };

/** Answer to `local`. */
export interface LocalResult {
  /** CPU time, in µs, of one edit with what it sends and hears, and one look at the text. */
  readonly us: number;
  /** Memory that the document holds at the end, in bytes. */
  readonly heap: number;
  readonly savedBytes: number;
  /** The text itself, as UTF-8. */
  readonly textBytes: number;
  readonly loadMs: number;
}

/** Answer to `loop`. */
export interface LoopResult {
  readonly us: number;
  /** Bytes from the writer to the server, for one edit. */
  readonly bytes: number;
}

/** Edits between two answers of the server: a burst as large as may be under way. */
const TURN = 16;
/** Loads in a row, fewer where one takes long. */
const LOADS = 15;
const LOADS_MS = 1000;

const { name } = argumentsOf<{ readonly name: SystemName }>();
const { system }: { readonly system: TextSystem } = await SYSTEMS[name]();

/** What is held: the heap, and what lies beside it, arrays and WebAssembly's memory. */
function memoryBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function replay(trace: Trace, document: TextDocument): number {
  let characters = 0;
  let n = 0;
  const start = ownCpuMs();
  for (const patches of trace.edits) {
    document.edit(patches);
    characters += document.length;
    if (document.hear !== undefined && ++n % TURN === 0) document.hear();
  }
  document.hear?.();
  document.hear?.();
  const ms = ownCpuMs() - start;
  if (characters === 0) throw new Error(`${name} kept nothing`);
  return ms;
}

async function local(traceName: TraceName): Promise<LocalResult> {
  replay(WARM, await system.create());
  const trace = readTrace(traceName);
  await pause();
  const before = memoryBytes();
  const document = await system.create();
  const ms = replay(trace, document);
  await pause();
  const heap = memoryBytes() - before;
  const text = document.toString();
  check(text, trace.text);
  const saved = document.save();
  const times: number[] = [];
  for (let i = 0, passed = 0; i < LOADS && passed < LOADS_MS; i++) {
    const start = performance.now();
    const loaded = await system.load(saved);
    times.push(performance.now() - start);
    passed += times.at(-1) ?? 0;
    check(loaded, text);
  }
  return {
    us: (ms * 1000) / trace.edits.length,
    heap,
    savedBytes: Buffer.byteLength(saved),
    textBytes: Buffer.byteLength(text),
    loadMs: median(times),
  };
}

async function loop(trace: Trace, edits: number, atOnce: number): Promise<LoopResult> {
  const made = await system.loop?.();
  if (made === undefined) throw new Error(`${name} has no wire`);
  const some = trace.edits.slice(0, edits);
  let n = 0;
  const start = ownCpuMs();
  for (const patches of some) {
    made.edit(patches);
    if (made.settled !== undefined && ++n % atOnce === 0) await made.settled();
  }
  await made.settled?.();
  const ms = ownCpuMs() - start;
  const [first = "", ...others] = await made.texts();
  if (some.length === trace.edits.length) check(first, trace.text);
  for (const other of others) check(other, first);
  return { us: (ms * 1000) / some.length, bytes: made.sent / some.length };
}

function check(text: string, wanted: string): void {
  if (text !== wanted) throw new Error(`${name} ended with another text`);
}

/** Finalizers and timers run. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 50);
  });
}

const WARM = readTrace("sveltecomponent");

answer(async (question: TextQuestion) => {
  if (question.ask === "local") return local(question.trace);
  const { trace, atOnce, edits = Infinity } = question;
  await loop(WARM, edits, atOnce);
  return loop(readTrace(trace), edits, atOnce);
});
process.send?.({});
