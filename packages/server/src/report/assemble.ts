import { FAST_MS, type Crowd } from "./load/crowd.ts";
import type { Measured } from "./measured.ts";
import type { Report } from "./result.ts";

/** Fewer people more say nothing about what one costs: memory comes and goes. */
const ENOUGH_PEOPLE = 40;

type Figures = Omit<
  Report,
  | "version"
  | "at"
  | "command"
  | "machine"
  | "versions"
  | "target"
  | "seconds"
  | "clients"
  | "noise"
  | "changes"
>;

/** What was measured, as a report has it; what is missing is left out, and the notes say why. */
export function figuresOf(measured: Measured, isProbe: boolean): Figures {
  const { latency, join, presence, crowd, pressed, reconnect } = measured;
  const notes: string[] = [];
  if (isProbe)
    notes.push(
      "The changes are those of a probe room, a plain field that is set: name one of the app's own with --mutation or --update.",
    );
  if (latency !== undefined && pressed === undefined)
    notes.push("Nobody was let in to write without a rest: changes a second are not known.");
  if (latency === undefined && pressed === undefined)
    notes.push(
      "Nothing was written, so that changes were not measured: say what with --mutation or --update; on a server at --url that takes ALONGSIDE_KEY, a key of its HTTP API, to delete it again.",
    );
  if (latency !== undefined && latency.unseen > 0)
    notes.push(`${latency.unseen} changes were not on the other screen within 3 s.`);
  if (latency !== undefined && latency.own === undefined)
    notes.push("The change puts nothing else on its author's screen; choose arguments with $n.");
  if (presence === undefined)
    notes.push("The room has no point() in its presence, so that moves were not measured.");
  if (reconnect.spread === undefined && reconnect.missing === 0)
    notes.push("Nobody was let in any more whose link could have been broken.");
  if (reconnect.missing > 0) notes.push(`${reconnect.missing} links were not back within 10 s.`);
  if (pressed !== undefined && pressed.pauses > 0)
    notes.push(
      "The server held the people back, as its limits say: they all come from one address. Changes a second are what it lets in, not what it can do.",
    );
  if (pressed !== undefined && pressed.busy > 0.9)
    notes.push("The load took all that one core had: the server may do more changes a second.");
  const open = measured.sent - measured.ended;
  if (open > 0)
    notes.push(`Of ${open} changes it is not known how they ended: they were not answered.`);
  if (measured.refusal !== undefined)
    notes.push(`${measured.refused} changes were refused, the first with: ${measured.refusal}`);
  const person = crowd && personOf(crowd);
  if (crowd !== undefined && person === undefined)
    notes.push("What a person costs the server is not known: it does not show its /metrics.");
  const fast = latency?.peer ?? presence;
  return {
    ...(latency?.own !== undefined && { own: latency.own }),
    ...(latency?.peer !== undefined && { peer: latency.peer }),
    ...(fast !== undefined && { isUnder100: fast.p99 < FAST_MS }),
    ...(presence !== undefined && { presence }),
    ...(join !== undefined && { join }),
    ...(reconnect.spread !== undefined && { reconnect: reconnect.spread }),
    ...(pressed !== undefined && { throughput: pressed }),
    ...(crowd !== undefined && { people: { ...crowd, most: mostOf(crowd) } }),
    ...(person !== undefined && { person }),
    notes,
  };
}

/** The largest step at which all before it, and it, were fast. */
function mostOf({ steps }: Crowd): number {
  let most = 0;
  for (const { people, seen } of steps) {
    if (seen === undefined || seen.p99 > FAST_MS) break;
    most = people;
  }
  return most;
}

function personOf({ steps }: Crowd): Report["person"] {
  const [first] = steps;
  const last = steps.findLast(({ seen }) => seen === undefined || seen.p99 <= FAST_MS) ?? first;
  if (first === undefined || last?.cpuEach === undefined) return undefined;
  const more = last.people - first.people;
  const bytes = (last.memoryBytes ?? 0) - (first.memoryBytes ?? 0);
  return {
    cpu: last.cpuEach,
    ...(more >= ENOUGH_PEOPLE && { memoryBytes: Math.max(0, bytes / more) }),
  };
}
