import { entryParts, type Join, type RefusedEntry, type Seq } from "@alongside/core/engine";
import { notToldText, ownText } from "./down.ts";
import type { Ledger } from "./ledger.ts";
import type { Member } from "./member.ts";
import type { RoomFrame } from "./port.ts";
import type { SavedStates } from "./saved-states.ts";
import type { Tail } from "./tail.ts";

interface JoinedParts {
  readonly member: Member;
  readonly join: Join;
  readonly durable: Seq;
  readonly tail: Tail;
  /** What newcomers get of the latest snapshot. */
  readonly states: SavedStates;
  readonly ledger: Ledger;
  /** JSON of everyone who is here. */
  readonly people: string;
}

/** Whether a client gets only what it missed; else it gets the state anew. */
export function isResumable(join: Join, mark: string, tail: Tail, durable: Seq): boolean {
  return join.mark === mark && tail.follows(join.after) && join.after <= durable;
}

/**
 * The `joined` frame, put together from texts: a large room is not parsed or encoded for a newcomer. Throws `Refused` with
 * `client.outdated` where the state depends on entries of a kind that the client does not know.
 */
export function joinedFrame(parts: JoinedParts): RoomFrame {
  const { member, join, tail } = parts;
  const resumable = isResumable(join, member.mark, tail, parts.durable);
  const from = resumable ? join.after : parts.states.seq;
  const own: number[] = [];
  const list = tail.after(from).map((kept) => {
    const { entry } = kept;
    const other = member.notTold && notToldText(entry, member.notTold);
    if (other !== undefined) return other;
    if (!("client" in entry && entry.client === member.client)) return kept.textFor(member.rights);
    own.push(entry.clientSeq);
    return ownText(entry, member.rights, undefined);
  });
  const { read, write } = member.rights;
  const ended = parts.ledger.durable(member.client);
  const fields = JSON.stringify(["s", member.seat, member.mark, [read, write], from, ended]);
  const head = `${fields.slice(0, -1)},${parts.people},[${list.join(",")}]`;
  if (resumable) return `${head},[]]`;
  const outcomes = JSON.stringify(refusedBefore(own[0], parts, from).map(entryParts));
  const state = parts.states.of(member);
  if (typeof state === "string") return `${head},${outcomes},${state}]`;
  return [Buffer.from(`${head},${outcomes},`), state, Buffer.from("]")];
}

/** The client's refused changes that it has not heard of and that come before number `listed`, the first in the frame's list. */
function refusedBefore(
  listed = Infinity,
  { ledger, member, join }: JoinedParts,
  seq: Seq,
): readonly RefusedEntry[] {
  return ledger
    .refusedAfter(member.client, join.ended)
    .filter(([n]) => n < listed)
    .map(([refused, code, message]) => ({ refused, seq, code, message }));
}
