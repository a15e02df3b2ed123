import type { Down, DownEntry } from "@alongside/core/engine";
import type { Segment } from "../room/segment.ts";

/**
 * A message to the seat of `segment`, with the numbers of own changes as they are here. Of a number that this page does not have, as
 * another page sends the same queue and knows more of it, only what it wrote is told, as somebody else's.
 */
export function asNumberedHere<M extends Down>(message: M, segment: Segment): M {
  const { offset, end } = segment;
  if (offset === 0 && end === Infinity) return message;
  if (message.type === "entries")
    return { ...message, list: message.list.map((entry) => entryHere(entry, segment)) };
  if (message.type !== "joined") return message;
  const { outcomes, list, ended } = message;
  return {
    ...message,
    list: list.map((entry) => entryHere(entry, segment)),
    ended: Math.min(ended + offset, end),
    ...(outcomes && {
      outcomes: outcomes
        .map(([n, code, words]) => [n + offset, code, words] as const)
        .filter(([n]) => n <= end),
    }),
  };
}

function entryHere(entry: DownEntry, { client, offset, end }: Segment): DownEntry {
  if ("ack" in entry) {
    const { ack, first, ops, seq, at } = entry;
    // Without what it wrote the room does not know how to go on, and is fetched anew.
    if ((first ?? ack) + offset > end && ops !== undefined)
      return { seq, at, actor: client, client, n: ack, ops };
    if (first === undefined) return { ...entry, ack: ack + offset };
    // The other page had more of the queue, and sent the end of what is here with what is not.
    return { ...entry, ack: Math.min(ack + offset, end), first: first + offset };
  }
  if (!("refused" in entry)) return entry;
  const { refused, first, seq, at } = entry;
  if ((first ?? refused) + offset > end) return { seq, at, pruned: [] };
  return {
    ...entry,
    refused: Math.min(refused + offset, end),
    ...(first !== undefined && { first: first + offset }),
  };
}
