/** The head of an answer that brings server-sent events. */
export const EVENTS = {
  "Content-Type": "text/event-stream; charset=utf-8",
  "Cache-Control": "no-store, no-transform",
  // nginx gathers what it passes on, unless told not to.
  "X-Accel-Buffering": "no",
};

/** One server-sent event. What is said is JSON, which has no line breaks. */
export function event(name: string | undefined, data: string): Buffer {
  return Buffer.from(`${name === undefined ? "" : `event: ${name}\n`}data: ${data}\n\n`);
}

/** The same with data that is in pieces. */
export function eventOf(pieces: readonly Buffer[]): readonly Buffer[] {
  return [DATA, ...pieces, END];
}

const [DATA, END] = [Buffer.from("data: "), Buffer.from("\n\n")];
