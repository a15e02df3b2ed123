import type { Entry, Join, RoomId, Seq, Snapshot } from "@alongside/core";
import { ownText } from "./down.ts";
import type { Member } from "./member.ts";
import { mayRead } from "./rights.ts";
import type { Tail } from "./tail.ts";

interface JoinedParts {
  readonly room: RoomId;
  readonly member: Member;
  readonly join: Join;
  readonly durable: Seq;
  readonly tail: Tail;
  readonly snapshot: Snapshot | undefined;
  /** The last of the client's own counters that has ended. */
  readonly ended: number;
  /** Entries of the client's own that the snapshot covers and it has not heard of. */
  readonly outcomes: readonly Entry[];
  /** JSON of everyone who is here. */
  readonly people: string;
}

/** Whether a client gets only what it missed; else it gets the state anew. */
export function isResumable(join: Join, mark: string, tail: Tail, durable: Seq): boolean {
  return join.mark === mark && join.after >= tail.start && join.after <= durable;
}

/** The `joined` frame, put together from texts: a large room is not parsed or encoded for a newcomer. */
export function joinedFrame(parts: JoinedParts): string {
  const { member, join, tail, snapshot } = parts;
  const resumable = isResumable(join, member.mark, tail, parts.durable);
  const from = resumable ? join.after : (snapshot?.seq ?? 0);
  const list = tail
    .after(from)
    .map((kept) =>
      "client" in kept.entry && kept.entry.client === member.client
        ? ownText(kept.entry, member.rights, undefined)
        : kept.textFor(member.rights),
    );
  const head = JSON.stringify({
    type: "joined",
    room: parts.room,
    mark: member.mark,
    rights: member.rights,
    from,
    ended: parts.ended,
  });
  let frame = `${head.slice(0, -1)},"people":${parts.people},"list":[${list.join(",")}]`;
  if (!resumable) frame += `,"state":${stateText(snapshot, member)}`;
  const outcomes = parts.outcomes.filter((entry) => entry.seq <= from);
  if (outcomes.length > 0) {
    frame += `,"outcomes":[${outcomes.map((entry) => ownText(entry, member.rights, undefined)).join(",")}]`;
  }
  return `${frame}}`;
}

function stateText(snapshot: Snapshot | undefined, member: Member): string {
  if (snapshot === undefined) return "{}";
  const keys: string[] = [];
  for (const [key, text] of snapshot.state) {
    if (mayRead(member.rights, key)) keys.push(`${JSON.stringify(key)}:${text}`);
  }
  return `{${keys.join(",")}}`;
}
