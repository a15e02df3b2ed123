import type { Entry, Join, RoomId, Seq } from "@alongside/core/engine";
import { ownText } from "./down.ts";
import type { Member } from "./member.ts";
import type { RoomFrame } from "./port.ts";
import type { SavedStates } from "./saved-states.ts";
import type { Tail } from "./tail.ts";

interface JoinedParts {
  readonly room: RoomId;
  readonly member: Member;
  readonly join: Join;
  readonly durable: Seq;
  readonly tail: Tail;
  /** What newcomers get of the latest snapshot. */
  readonly states: SavedStates;
  /** The last of the client's own counters that has ended. */
  readonly ended: number;
  /** Entries of the client's own that the snapshot covers and it has not heard of. */
  readonly outcomes: readonly Entry[];
  /** JSON of everyone who is here. */
  readonly people: string;
}

/** Whether a client gets only what it missed; else it gets the state anew. */
export function isResumable(join: Join, mark: string, tail: Tail, durable: Seq): boolean {
  return join.mark === mark && tail.follows(join.after) && join.after <= durable;
}

/** The `joined` frame, put together from texts: a large room is not parsed or encoded for a newcomer. */
export function joinedFrame(parts: JoinedParts): RoomFrame {
  const { member, join, tail } = parts;
  const resumable = isResumable(join, member.mark, tail, parts.durable);
  const from = resumable ? join.after : parts.states.seq;
  const list = tail
    .after(from)
    .map((kept) =>
      "client" in kept.entry && kept.entry.client === member.client
        ? ownText(kept.entry, member.rights, undefined)
        : kept.textFor(member.rights),
    );
  const fields = JSON.stringify({
    type: "joined",
    room: parts.room,
    mark: member.mark,
    rights: member.rights,
    from,
    ended: parts.ended,
  });
  const head = `${fields.slice(0, -1)},"people":${parts.people},"list":[${list.join(",")}]`;
  const outcomes = parts.outcomes
    .filter((entry) => entry.seq <= from)
    .map((entry) => ownText(entry, member.rights, undefined));
  const tailText = outcomes.length > 0 ? `,"outcomes":[${outcomes.join(",")}]}` : "}";
  if (resumable) return head + tailText;
  const state = parts.states.of(member);
  if (typeof state === "string") return `${head},"state":${state}${tailText}`;
  return [Buffer.from(`${head},"state":`), state, Buffer.from(tailText)];
}
