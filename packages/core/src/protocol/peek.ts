import { Refused } from "../errors.ts";
import { BadMessage, describe } from "./shape.ts";

/** The longest frame of each message, by its tag, in UTF-16 code units. A change is as long as the transport lets through. */
const LONGEST: { readonly [tag: string]: readonly [name: string, longest: number] } = {
  i: ["ping", 256],
  l: ["leave", 1024],
  k: ["keyframe", 256],
  q: ["lock", 1024],
  v: ["look", 64 * 1024],
  w: ["watch", 1024],
  b: ["publish", Infinity],
  j: ["join", 16 * 1024],
  h: ["hello", 40 * 1024],
  a: ["auth", 40 * 1024],
  c: ["change", Infinity],
  m: ["change", Infinity],
  u: ["change", Infinity],
  x: ["change", 256],
  y: ["question", 4096],
};

const SHOWN = { p: "presence", e: "event", g: "preview" } as const;

/** A frame up to this long is read whatever it begins with. */
const SHORT = 256;

/** The longest frames, in UTF-16 code units, of which what they show is looked at at all. */
export interface ShownLimits {
  readonly presence: number;
  readonly event: number;
  readonly preview: number;
}

/** Something to be shown to others that is too long to be looked at. Nobody is cut off for it. */
export type Unread =
  | { readonly type: "presence" | "event"; readonly seat: number }
  | { readonly type: "preview"; readonly seat: number; readonly gesture: number };

const HEAD = /^\["([a-z])"(?:,(\d{1,10})(?=[,\]])(?:,(\d{1,15})(?=[,\]]))?)?/;

/**
 * Looks at what a frame begins with, before it is parsed: what is far too long for its message costs nothing then. Returns what is
 * passed over; undefined for a frame to be read. Throws `BadMessage` for a long frame that does not begin with its tag, and
 * `Refused`: `message.too-big`, or `version.unknown` for the hello of a page that speaks version 1 of the wire.
 */
export function peek(frame: string, limits: ShownLimits): Unread | undefined {
  if (frame.startsWith('{"type":"hello"'))
    throw new Refused(
      "version.unknown",
      "This server speaks version 2 of the wire, and the page version 1: reload the page",
    );
  if (frame.length <= SHORT) return undefined;
  const [head, tag = "", seat, gesture] = HEAD.exec(frame) ?? [];
  if (head === undefined)
    throw new BadMessage(
      `A message of more than ${SHORT} characters begins with ["…", its tag, got ${describe(frame)}`,
    );
  if (tag === "p" || tag === "e" || tag === "g") {
    const type = SHOWN[tag];
    const longest = limits[type];
    if (frame.length <= longest) return undefined;
    if (type !== "preview" && seat !== undefined) return { type, seat: Number(seat) };
    if (type === "preview" && gesture !== undefined)
      return { type, seat: Number(seat), gesture: Number(gesture) };
    throw tooBig(type, frame.length, longest);
  }
  const known = LONGEST[tag];
  if (known === undefined) throw new BadMessage(`Unknown message ${describe(tag)}`);
  const [name, longest] = known;
  if (frame.length > longest) throw tooBig(name, frame.length, longest);
  return undefined;
}

function tooBig(name: string, length: number, longest: number): Refused {
  return new Refused(
    "message.too-big",
    `A message of type ${name} has at most ${longest} characters, got ${length}`,
  );
}
