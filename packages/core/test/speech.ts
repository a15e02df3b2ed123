import {
  type Down,
  type DownEntry,
  encodeBye,
  encodeClosed,
  encodeCounts,
  encodeEvent,
  encodeKnown,
  encodeLockAnswer,
  encodeNotice,
  encodePause,
  encodeWelcome,
  ENTRY_KINDS,
  type Frame,
  entryParts,
  lockHoldersJson,
  locksFrame,
  type Hello,
  type Join,
  parseDown,
  parseUp,
  personParts,
  PONG,
  type SeatPatch,
  type Up,
  type Welcome,
} from "@alongside/core/engine";

/** A message with the room by its id, as tests name it, in place of the seat's number. */
type InRoom<M> = M extends { readonly seat: number }
  ? Omit<M, "seat"> & { readonly room: string }
  : M;

type Optional<M, K extends keyof M> = Omit<M, K> & Partial<Pick<M, K>>;

/** What a client says. A join without a `client` is of the one that speaks. */
export type Said =
  | Optional<Hello, "features" | "kinds">
  | Optional<InRoom<Join>, "client">
  | InRoom<Exclude<Up, Hello | Join>>;

/** What a client hears. */
export type Heard =
  | Optional<Welcome, "features">
  | Optional<InRoom<Extract<Down, { readonly type: "joined" }>>, "tick">
  | InRoom<Exclude<Down, Welcome | { readonly type: "joined" }>>;

export type Joined = Extract<Heard, { readonly type: "joined" }>;
export type Tick = Extract<Heard, { readonly type: "tick" }>;

type Fields = { readonly [field: string]: unknown };

/**
 * Speaks the wire for a test: it gives each room a seat. What is wrong in a message stays wrong on the wire, at its place, so that a
 * test can say what no client would.
 */
export class Speech {
  /** Who speaks. */
  readonly client: string | undefined;
  /** Whether it is told the numbers of people and of ticks. */
  hearsBytes = false;
  readonly #seats = new Map<unknown, number>();

  readonly #first: number;

  /** `first` is the number of its first seat. */
  constructor(client?: string, first = 1) {
    this.client = client;
    this.#first = first;
  }

  /** Whether a seat is one of its own. */
  has(seat: number): boolean {
    return [...this.#seats.values()].includes(seat);
  }

  /** The number of a room's seat. */
  seatOf(room: string): number {
    let seat = this.#seats.get(room);
    if (seat === undefined) this.#seats.set(room, (seat = this.#seats.size + this.#first));
    return seat;
  }

  #roomOf(seat: number): string {
    for (const [room, number] of this.#seats) if (number === seat) return room as string;
    return `seat ${seat}`;
  }

  // A client's side.

  /** The frame of a message of a client's. */
  said(message: object): string {
    const fields = message as Fields;
    const { type, room } = fields;
    // A join of a room that cannot be has a seat all the same: it is the room that is wrong.
    const seat = this.#seat(room, type === "join" ? 1 : room);
    return JSON.stringify(upParts({ client: this.client, ...fields }, seat));
  }

  /** What a frame of the server's says. */
  heard(frame: Frame): Heard {
    // The farewell to a page of version 1.
    const down =
      typeof frame === "string" && frame.startsWith("{")
        ? (JSON.parse(frame) as Down)
        : parseDown(frame);
    if (down === undefined) throw new Error(`Not known: ${String(frame)}`);
    return this.#named(this.#hears(down)) as Heard;
  }

  /** A message without the numbers by which ticks of bytes name people and each other, unless this one hears those. */
  #hears(message: Down): object {
    if (this.hearsBytes || (message.type !== "tick" && message.type !== "joined")) return message;
    const people = message.people.map((person) => withoutPlace(person));
    if (message.type === "joined") {
      const { tick: _, ...rest } = message;
      return { ...rest, people };
    }
    const { number: _, ...rest } = message;
    return { ...rest, people };
  }

  // A server's side.

  /** What a frame of a client's says. */
  asked(frame: string): Said {
    const up = parseUp(frame);
    if (up.type === "join") this.#seats.set(up.room, up.seat);
    return this.#named(up) as Said;
  }

  /** The frame of a message of the server's. */
  answer(message: Heard): string {
    const seat = "room" in message ? this.seatOf(message.room) : 0;
    switch (message.type) {
      case "welcome":
        return encodeWelcome({ features: ["locks", "look", "past", "series", "to"], ...message });
      case "joined": {
        const { mark, rights, log, from, at, ended, list, outcomes = [], state } = message;
        const people = [message.tick ?? 0, ...message.people.map(personParts)];
        const both = [rights.read, rights.write];
        const name = tuple(2, [log.epoch, log.generation, log.verdict]);
        const parts = ["s", seat, mark, both, name, from, at, ended, people];
        const told = [entriesOf(list), outcomes];
        return JSON.stringify([...parts, ...told, ...(state === undefined ? [] : [state])]);
      }
      case "entries":
        return JSON.stringify([
          "d",
          seat,
          entriesOf(message.list),
          ...(message.cut === true ? [1] : []),
        ]);
      case "tick": {
        const parts = ["t", seat, message.people.map(personParts), message.gone];
        return JSON.stringify(message.all === true ? [...parts, message.number ?? 0] : parts);
      }
      case "counts":
        return encodeCounts({ ...message, seat });
      case "event":
        return encodeEvent({ ...message, seat });
      case "answer":
        return JSON.stringify(["y", seat, message.id, ...message.parts]);
      case "lock":
        return encodeLockAnswer({ ...message, seat });
      case "locks":
        return locksFrame(seat, lockHoldersJson(message.holders), message.all === true);
      case "notice":
        return encodeNotice({ ...message, seat });
      case "closed":
        return encodeClosed({ ...message, seat });
      case "pause":
        return encodePause(message.ms);
      case "known":
        return encodeKnown(message);
      case "bye":
        return encodeBye(message);
      case "pong":
        return PONG;
      case "series":
        throw new Error("A frame of a series is bytes");
    }
  }

  #seat(room: unknown, otherwise: unknown): unknown {
    return typeof room === "string" && room !== "" ? this.seatOf(room) : otherwise;
  }

  #named(message: object): object {
    if (!("seat" in message)) return message;
    const { seat, ...rest } = message as { readonly seat: number };
    return { room: this.#roomOf(seat), ...rest };
  }
}

function withoutPlace(person: SeatPatch): SeatPatch {
  const { place: _, ...rest } = person;
  return rest;
}

function entriesOf(list: readonly DownEntry[]): readonly unknown[] {
  return list.map((entry) => ("unknown" in entry ? [entry.unknown] : entryParts(entry)));
}

/** The parts of a message of a client's. */
function upParts(message: Fields, seat: unknown): unknown {
  const has = (name: string): boolean => message[name] !== undefined;
  const { base } = message;
  const n = has("first") ? [message["first"], message["n"]] : message["n"];
  switch (message["type"]) {
    case "hello": {
      const { versions, features = [], kinds = ENTRY_KINDS, token, guest } = message;
      return tuple(4, ["h", versions, features, kinds, token, guest]);
    }
    case "auth":
      return tuple(2, ["a", message["token"], message["introduction"]]);
    case "join": {
      const { room, version, client, ended, mark, shape } = message;
      const isQuiet = has("quiet")
        ? flag(message["quiet"])
        : has("mark") || has("shape")
          ? 0
          : undefined;
      const head = ["j", seat, room, version, client, lastOf(message["last"]), ended];
      return tuple(7, [...head, isQuiet, mark, shape]);
    }
    case "leave":
      return tuple(2, ["l", seat]);
    case "change": {
      if (has("isGone")) return ["x", seat, n];
      const strict = has("strict") ? flag(message["strict"]) : has("gesture") ? 0 : undefined;
      const rest = [strict, message["gesture"]];
      if (has("mutation"))
        return tuple(5, ["m", seat, n, base, call(message["mutation"]), ...rest]);
      if (!has("undo")) return tuple(5, ["c", seat, n, base, wireOps(message["ops"]), ...rest]);
      const ops = has("ops") ? wireOps(message["ops"]) : [];
      return tuple(6, ["u", seat, n, base, ops, undone(message["undo"]), strict]);
    }
    case "presence":
      return tuple(3, ["p", seat, message["set"], message["state"]]);
    case "preview":
      return tuple(4, [
        "g",
        seat,
        message["gesture"],
        wireOps(message["ops"]),
        message["set"] ?? (has("at") ? null : undefined),
        message["at"],
      ]);
    case "event":
      return tuple(4, [
        "e",
        seat,
        message["name"],
        message["body"],
        message["from"] ?? message["to"],
      ]);
    case "ping":
      return ["i"];
    case "keyframe":
      return ["k", seat];
    case "question":
      return ["y", seat, message["id"], ...aboutParts(message["about"])];
    case "lock": {
      const { ask, ms, id, field, take } = message;
      return tuple(5, [
        "q",
        seat,
        ask,
        ms,
        id,
        has("take") ? (field ?? null) : field,
        has("take") ? flag(take) : take,
      ]);
    }
    case "look":
      return tuple(2, ["v", seat, viewportOf(message["viewport"])]);
    case "watch":
      return ["w", seat, message["name"], ...watchedOf(message)];
    case "publish":
      return ["b", seat, message["name"], message["points"]];
    default:
      return [message["type"]];
  }
}

function watchedOf(message: Fields): readonly unknown[] {
  const { isOver, has } = message;
  if (isOver !== undefined) return [isOver === true ? 0 : isOver];
  return isFields(has) ? [has["run"], has["bucket"]] : has === undefined ? [] : [has];
}

function aboutParts(about: unknown): readonly unknown[] {
  if (!isFields(about)) return [about];
  if (about["of"] === "writers")
    return [
      "w",
      whenPart(about["when"]),
      about["record"],
      about["field"],
      ...((about["range"] as readonly number[]) ?? []),
    ];
  if (about["of"] === "posts") {
    const { feed, ids, limit = 200, before, thread, only } = about;
    if (ids !== undefined) return ["i", feed, ids];
    return tuple(0, ["p", feed, limit, before, thread, only]).map((one) => one ?? null);
  }
  if (about["of"] === "versions") return ["v"];
  if (about["of"] === "name") return ["n", whenPart(about["when"]), about["name"]];
  if (about["of"] !== "entries")
    return [about["of"] === "state" ? "s" : about["of"], whenPart(about["when"])];
  const { after, limit, until, by, part } = about;
  const rest = tuple(0, [until && whenPart(until), by, part]).map((one) => one ?? null);
  return ["e", whenPart(after), limit, ...rest];
}

function whenPart(when: unknown): unknown {
  return isFields(when) ? [when["ms"]] : when;
}

/** The parts without those at the end that are not there, as far as they may be left out. */
function tuple(least: number, parts: readonly unknown[]): readonly unknown[] {
  return parts.slice(0, Math.max(least, parts.findLastIndex((part) => part !== undefined) + 1));
}

/** What a page looks at. What is none stays as it is. */
function viewportOf(viewport: unknown): unknown {
  if (!isFields(viewport)) return viewport;
  const { areas, x, y, width, height, area } = viewport;
  return areas ?? tuple(4, [x, y, width, height, area]);
}

/** The last entry that a client has. What is none stays as it is. */
function lastOf(last: unknown): unknown {
  if (last === undefined) return 0;
  return isFields(last) ? [last["epoch"], last["generation"], last["seq"], last["at"]] : last;
}

function flag(value: unknown): unknown {
  return typeof value === "boolean" ? Number(value) : value;
}

function call(mutation: unknown): unknown {
  return isFields(mutation) ? tuple(1, [mutation["name"], mutation["args"]]) : mutation;
}

function undone(undo: unknown): unknown {
  if (!isFields(undo)) return undo;
  const { texts } = undo;
  const parts = Array.isArray(texts)
    ? texts.map((text: unknown) =>
        isFields(text) ? tuple(3, [text["key"], text["id"], text["field"], text["steps"]]) : text,
      )
    : texts;
  return tuple(1, [undo["n"], undo["after"], parts]);
}

/** Ops as they are on the wire. What is none stays as it is. */
export function wireOps(ops: unknown): unknown {
  if (!isFields(ops)) return ops;
  return Object.entries(ops).flatMap(([key, list]) => [
    key,
    Array.isArray(list) ? list.map(wireOp) : list,
  ]);
}

function wireOp(op: unknown): unknown {
  if (!isFields(op)) return op;
  const { id, field } = op;
  const ref = isFields(op["in"]) ? op["in"] : {};
  const at = place(op["at"]);
  switch (op["op"]) {
    case "set":
      return "value" in op ? ["s", id, field, op["value"]] : ["s", id, field];
    case "add":
      return ["a", id, field, op["by"]];
    case "text": {
      const { delta } = op;
      return isFields(delta)
        ? ["t", id, field, delta["text"], delta["steps"]]
        : ["t", id, field, delta];
    }
    case "insert":
      return ["i", id, ref["of"], ref["field"], at, op["fields"]];
    case "put":
      return ["p", id, ref["of"], ref["field"], op["key"], op["fields"]];
    case "move":
      return tuple(5, ["m", id, ref["of"], ref["field"], at, op["record"]]);
    case "delete":
      return ["d", id];
    case "feed":
      return ["f", id, op["act"]];
    case "restore":
      return tuple(2, ["r", id, op["record"]]);
    default:
      return [op["op"], id];
  }
}

function place(at: unknown): unknown {
  if (at === "start") return 0;
  if (at === "end") return 1;
  if (!isFields(at)) return at;
  if ("after" in at) return ["a", at["after"]];
  return "before" in at ? ["b", at["before"]] : [];
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
