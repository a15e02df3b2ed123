import type { Frame } from "@alongside/core/engine";

/** The head of an answer that brings server-sent events. */
export const EVENTS = {
  "Content-Type": "text/event-stream; charset=utf-8",
  "Cache-Control": "no-store, no-transform",
  // nginx gathers what it passes on, unless told not to.
  "X-Accel-Buffering": "no",
};

/** The event that carries a frame: text as it is, bytes as base64. Throws `RangeError` for text with a line break, which would end the event. */
export function frameEvent(frame: Frame): Buffer {
  if (typeof frame !== "string") return event("b", base64Of(frame));
  if (frame.includes("\n")) throw new RangeError("A frame that is sent has no line breaks");
  return event(undefined, frame);
}

function base64Of({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}

/** One server-sent event. */
export function event(name: string | undefined, data: string): Buffer {
  return Buffer.from(`${name === undefined ? "" : `event: ${name}\n`}data: ${data}\n\n`);
}

/** The same with data that is in pieces. */
export function eventOf(pieces: readonly Buffer[]): readonly Buffer[] {
  return [DATA, ...pieces, END];
}

const [DATA, END] = [Buffer.from("data: "), Buffer.from("\n\n")];
