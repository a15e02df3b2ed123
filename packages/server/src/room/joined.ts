import type { Join, LogName, LogVerdict, Refusal } from "@alongside/core/engine";
import { notToldText, ownText } from "./down.ts";
import type { Ledger } from "./ledger.ts";
import type { Member } from "./member.ts";
import type { RoomFrame } from "./port.ts";
import type { SavedStates } from "./saved-states.ts";
import type { Tail } from "./tail.ts";

interface JoinedParts {
  readonly member: Member;
  readonly join: Join;
  readonly log: LogName;
  /** Whether what the client has is of this log. */
  readonly verdict: LogVerdict | undefined;
  readonly tail: Tail;
  /** What newcomers get of the latest snapshot. */
  readonly states: SavedStates;
  readonly ledger: Ledger;
  /** JSON of everyone who is here, the number of the last tick before them. */
  readonly people: string;
}

/** Whether a client gets only what it missed; else it gets the state anew. */
function isResumable({ join, log, verdict, member, tail }: JoinedParts): boolean {
  const { last, mark } = join;
  if (verdict !== undefined || last === undefined || mark !== member.mark) return false;
  return last.generation === log.generation && tail.follows(last.seq);
}

/**
 * The `joined` frame, put together from texts: a large room is not parsed or encoded for a newcomer, which takes some 150 ms for
 * 100,000 records (`npm run bench -- join`). Throws `Refused` with `client.outdated` where the state depends on entries of a kind that
 * the client does not know.
 */
export function joinedFrame(parts: JoinedParts): RoomFrame {
  const { member, join, log, verdict, tail, states, ledger } = parts;
  const ended = ledger.durable(member.client);
  const resumed = isResumable(parts) ? join.last : undefined;
  const from = resumed?.seq ?? states.seq;
  const at = resumed?.at ?? states.at;
  const own: number[] = [];
  const list = tail.after(from).map((kept) => {
    const { entry } = kept;
    const other = member.notTold && notToldText(entry, member.notTold);
    if (other !== undefined) return other;
    if (!("client" in entry && entry.client === member.client)) return kept.textFor(member.rights);
    own.push(entry.first ?? entry.n);
    return ownText(entry, member.rights, undefined);
  });
  const { read, write } = member.rights;
  const name = [log.epoch, log.generation, ...(verdict === undefined ? [] : [verdict])];
  const fields = ["s", member.seat, member.mark, [read, write], name, from, at, ended];
  const head = `${JSON.stringify(fields).slice(0, -1)},${parts.people},[${list.join(",")}]`;
  if (resumed !== undefined) return `${head},[]]`;
  const outcomes = JSON.stringify(refusedBefore(own[0], parts));
  const state = states.of(member);
  if (typeof state === "string") return `${head},${outcomes},${state}]`;
  return [Buffer.from(`${head},${outcomes},`), state, Buffer.from("]")];
}

/** The client's refused changes that it has not heard of and that come before number `listed`, the first in the frame's list. */
function refusedBefore(
  listed = Infinity,
  { ledger, member, join }: JoinedParts,
): readonly Refusal[] {
  return ledger.refusedAfter(member.client, join.ended).filter(([n]) => n < listed);
}
