import { Refused } from "../errors.ts";
import { BadMessage, describe } from "./shape.ts";

/** The longest frame of each type, in UTF-16 code units. A change is as long as the transport lets through. */
const LONGEST: { readonly [type: string]: number } = {
  ping: 256,
  leave: 1024,
  join: 16 * 1024,
  hello: 40 * 1024,
  auth: 40 * 1024,
  change: Infinity,
};

/** A frame up to this long is read whatever it begins with. */
const SHORT = Math.min(...Object.values(LONGEST));

/** The longest frames, in UTF-16 code units, of which what they show is looked at at all. */
export interface ShownLimits {
  readonly presence: number;
  readonly event: number;
  readonly preview: number;
}

/** Something to be shown to others that is too long to be looked at. Nobody is cut off for it. */
export type Unread =
  | { readonly type: "presence" | "event"; readonly room: string }
  | { readonly type: "preview"; readonly room: string; readonly gesture: number };

const HEAD = /^\{"type":"([a-z]+)"(?:,"room":"([^"\\]{1,256})"(?:,"gesture":(\d{1,15})(?=[,}]))?)?/;

/**
 * Looks at what a frame begins with, before it is parsed: what is far too long for its type costs nothing then. Returns what is
 * passed over; undefined for a frame to be read. Throws `BadMessage` for a long frame that does not begin with its type, and
 * `Refused` with `message.too-big`.
 */
export function peek(frame: string, limits: ShownLimits): Unread | undefined {
  if (frame.length <= SHORT) return undefined;
  const [head, type = "", room, gesture] = HEAD.exec(frame) ?? [];
  if (head === undefined)
    throw new BadMessage(
      `A message of more than ${SHORT} characters begins with {"type":"…", got ${describe(frame)}`,
    );
  if (type === "presence" || type === "event" || type === "preview") {
    const longest = limits[type];
    if (frame.length <= longest) return undefined;
    if (type !== "preview" && room !== undefined) return { type, room };
    if (type === "preview" && gesture !== undefined && room !== undefined)
      return { type, room, gesture: Number(gesture) };
    throw tooBig(type, frame.length, longest);
  }
  const longest = LONGEST[type];
  if (longest === undefined) throw new BadMessage(`Unknown message type ${describe(type)}`);
  if (frame.length > longest) throw tooBig(type, frame.length, longest);
  return undefined;
}

function tooBig(type: string, length: number, longest: number): Refused {
  return new Refused(
    "message.too-big",
    `A message of type ${type} has at most ${longest} characters, got ${length}`,
  );
}
