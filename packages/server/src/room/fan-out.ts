import type { Decided } from "./decisions.ts";
import { commitText, EntriesFrame, notToldText, ownText } from "./down.ts";
import type { EntryKinds } from "./entry-kinds.ts";
import type { Member } from "./member.ts";
import { SeatFrames } from "./seat-frames.ts";
import { Sends, sendTo } from "./sends.ts";

/** Where in a batch each author's own entries are. */
export type OwnPlaces = ReadonlyMap<string, readonly number[]>;

/** Hears what was thrown while one member was told: it is that member's, and nobody else's. */
type Failed = (member: Member, error: unknown) => void;

const NOWHERE: readonly number[] = [];

/** Tells the members of a room of a batch that is durable. */
export function tellBatch(
  batch: readonly Decided[],
  own: OwnPlaces,
  members: Iterable<Member>,
  failed: Failed,
): void {
  // One frame per set of readers and number of a seat, in which authors find other texts in place of their own entries.
  const frames = new SeatFrames(
    (rights) => batch.map(({ entry, json }) => commitText(entry, rights, json)),
    (seat, list) => new EntriesFrame(seat, list),
  );
  const sends = new Sends();
  for (const member of members) {
    const { rights, seat } = member;
    if (member.notTold !== undefined) {
      try {
        tellOne(batch, member, member.notTold);
      } catch (error) {
        failed(member, error);
      }
      continue;
    }
    const places = own.get(member.client) ?? NOWHERE;
    // Who is alone needs no frame for others.
    const isAlone = places.length === batch.length;
    const frame = isAlone ? undefined : frames.of(member);
    try {
      if (frame !== undefined && places.length === 0) {
        sends.add(frame.text, member);
        continue;
      }
      const texts = places.map((place) => {
        const { entry, note, json } = batch[place] as Decided;
        return ownText(entry, rights, note, json);
      });
      sendTo(member, frame?.with(places, texts) ?? new EntriesFrame(seat, texts).text);
    } catch (error) {
      failed(member, error);
    }
  }
  sends.flush("send");
}

/** Tells a member that is not sent all kinds of entries. Throws `Refused` after what came before an entry that the state depends on. */
function tellOne(batch: readonly Decided[], member: Member, notTold: EntryKinds): void {
  const texts: string[] = [];
  try {
    for (const { entry, note, json } of batch) {
      const isOwn = "client" in entry && entry.client === member.client;
      texts.push(
        notToldText(entry, notTold) ??
          (isOwn
            ? ownText(entry, member.rights, note, json)
            : commitText(entry, member.rights, json)),
      );
    }
  } finally {
    if (texts.length > 0) sendTo(member, new EntriesFrame(member.seat, texts).text);
  }
}
