import type { Json } from "../json.ts";
import type { OpsByKey } from "../model/op.ts";
import { decodeOps, encodeOps, type WireOps } from "./ops.ts";
import { inWords } from "#words";
import { Reader } from "../points/reader.ts";
import type { PersonState } from "./presence.ts";
import type { UserInfo } from "./welcome.ts";
import { BadMessage, beginning, trimmed } from "./shape.ts";

/** One connection of a person in a room. */
export interface SeatPresence {
  readonly client: string;
  readonly user: UserInfo;
  readonly state: PersonState;
  readonly presence: { readonly [field: string]: Json };
  /** A number that nobody else in the room has, by which ticks of bytes name it. */
  readonly place?: number;
  /** The gestures under way, by their number. */
  readonly previews?: { readonly [gesture: string]: OpsByKey };
  /** When these were so: see `Preview.at`. */
  readonly times?: { readonly [gesture: string]: number };
}

/** What changed about one connection; fields left out are as before. Of one that is new all is told, its `place` too. */
export interface SeatPatch {
  readonly client: string;
  readonly user?: UserInfo;
  readonly state?: PersonState;
  readonly presence?: { readonly [field: string]: Json };
  readonly place?: number;
  /** Null ends a preview. */
  readonly previews?: { readonly [gesture: string]: OpsByKey | null };
  /** Of previews, when they were so: see `Preview.at`. */
  readonly times?: { readonly [gesture: string]: number };
}

/**
 * What changed about the people of a room since the last tick, once for everyone. On the wire `["t", seat, people, gone]`, a
 * keyframe with the number of the last tick of bytes behind. One of the people is
 * `[client, presence, state, user, place, [gesture, ops | null, …]]`: null where nothing changed, and what is null at its end is left out. A gesture with
 * the time when it was so is `[gesture, at]`.
 *
 * A tick that tells of places is bytes: 1, the numbers of the seat and of the tick, by how much that is more than the number of the
 * one before it, the length of a text and the text, `[people, gone, all?]` or none, and for each field its places: see `Points`.
 */
export interface Tick {
  readonly type: "tick";
  readonly seat: number;
  readonly people: readonly SeatPatch[];
  /** Clients that are gone. */
  readonly gone: readonly string[];
  /** A keyframe: whoever is not in `people` is gone. For readers who were too slow for some ticks. */
  readonly all?: true;
  /** Where people are: see `Points`. */
  readonly points?: Uint8Array;
  /** Ticks with `points` are numbered. The number of this one, or in a keyframe of the last one. */
  readonly number?: number;
  /** The number of the last tick with `points` before this one that its reader was sent. */
  readonly before?: number;
}

/** A person on the wire, or what changed about one. */
export type PersonParts = readonly [
  client: string,
  presence?: SeatPatch["presence"] | null,
  state?: PersonState | null,
  user?: UserInfo | null,
  place?: number | null,
  previews?: readonly (GesturePart | WireOps | null)[] | null,
];

/** A gesture, and when it was so. */
type GesturePart = number | readonly [gesture: number, at: number];

export function readPerson(parts: PersonParts): SeatPatch {
  const [client, presence, state, user, place, previews] = parts;
  return {
    client,
    ...(user && { user }),
    ...(state && { state }),
    ...(presence && { presence }),
    ...(typeof place === "number" && { place }),
    ...(previews && readPreviews(previews)),
  };
}

function readPreviews(
  pairs: readonly (GesturePart | WireOps | null)[],
): Required<Pick<SeatPatch, "previews">> & Pick<SeatPatch, "times"> {
  const previews: { [gesture: string]: OpsByKey | null } = {};
  let times: { [gesture: string]: number } | undefined;
  for (let i = 0; i < pairs.length; i += 2) {
    const part = pairs[i] as GesturePart;
    const ops = pairs[i + 1] as WireOps | null;
    const [gesture, at] = typeof part === "number" ? [part] : part;
    previews[gesture] = ops && decodeOps(ops);
    if (at !== undefined) (times ??= {})[gesture] = at;
  }
  return times === undefined ? { previews } : { previews, times };
}

export type TickParts = readonly [
  tag: "t",
  seat: number,
  people: readonly PersonParts[],
  gone: readonly string[],
  all?: number,
];

/** The first byte of a tick that is bytes. */
export const BYTES_TICK = 1;

export function readTick(parts: TickParts): Tick {
  const [, seat, people, gone, all] = parts;
  const rest = all === undefined ? {} : { all: true as const, number: all };
  return { type: "tick", seat, people: people.map(readPerson), gone, ...rest };
}

/** Reads a tick of bytes, but for its places. Throws `BadMessage` for other bytes, and where its text is not JSON. */
export function readBytesTick(frame: Uint8Array): Tick {
  if (frame[0] !== BYTES_TICK)
    throw new BadMessage(inWords(() => `A frame of bytes should begin with 1, got ${frame[0]}`));
  const reader = new Reader(frame, 1);
  const seat = reader.number();
  const number = reader.number();
  const before = number - reader.number();
  const text = reader.text(reader.number());
  const [persons, gone, all] = parsed(text === "" ? "[[],[]]" : text);
  const points = frame.subarray(reader.at);
  const people = persons.map(readPerson);
  const rest = all === undefined ? {} : { all: true as const };
  return { type: "tick", seat, people, gone, ...rest, points, number, before };
}

type BytesTickParts = readonly [
  people: readonly PersonParts[],
  gone: readonly string[],
  all?: number,
];

function parsed(text: string): BytesTickParts {
  try {
    return JSON.parse(text) as BytesTickParts;
  } catch {
    throw new BadMessage(inWords(() => `A tick should begin with JSON, got ${beginning(text)}`));
  }
}

/** The parts of a person, or of what changed about one. */
export function personParts(person: SeatPatch): readonly unknown[] {
  const { client, presence, state, user, place } = person;
  const previews =
    person.previews &&
    Object.entries(person.previews).flatMap(([gesture, ops]) => [
      person.times?.[gesture] === undefined
        ? Number(gesture)
        : [Number(gesture), person.times[gesture]],
      ops && encodeOps(ops),
    ]);
  return trimmed([client, presence, state, user, place, previews]);
}
