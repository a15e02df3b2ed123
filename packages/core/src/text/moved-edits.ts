import type { Delta } from "./delta.ts";
import { diff } from "./diff.ts";
import type { PendingText } from "./pending-text.ts";
import type { TextState } from "./text-state.ts";
import { cross } from "./transform.ts";

/** The own edits of one text, in the order they were made. */
interface EditsOfText {
  readonly id: string;
  readonly field: string;
  readonly items: readonly PendingText[];
}

/** A room that begins anew: its texts as they were and as the server has them. */
export interface NewBeginning {
  readonly before: TextState;
  readonly next: TextState;
  /** Whether a change is contained in `next`. */
  hasEnded(change: number): boolean;
  /** Whether a change that goes on makes a record. */
  isMade(id: string): boolean;
}

/**
 * Returns where the own edits that go on stand over the texts of a room that begins anew: over the difference; undefined for one whose
 * text is not there any more. A text that this fails for is reported, and counts as gone.
 */
export function movedEdits(
  texts: Iterable<EditsOfText>,
  room: NewBeginning,
  report: (error: unknown) => void,
): ReadonlyMap<PendingText, Delta | undefined> {
  const moved = new Map<PendingText, Delta | undefined>();
  const hasEnded = ({ layer }: PendingText): boolean => room.hasEnded(layer?.n as number);
  for (const text of texts) {
    const ended = text.items.filter(hasEnded);
    const open = text.items.filter((item) => !hasEnded(item));
    if (open.length === 0) continue;
    try {
      const edits = movedIn(text, room, ended, open);
      for (const [i, item] of open.entries()) moved.set(item, edits?.[i]);
    } catch (error) {
      report(error);
      for (const item of open) moved.set(item, undefined);
    }
  }
  return moved;
}

/** Where the edits `open` of a text stand, after those that ended; undefined where the text is not there any more. */
function movedIn(
  { id, field }: EditsOfText,
  { before, next, isMade }: NewBeginning,
  ended: readonly PendingText[],
  open: readonly PendingText[],
): readonly Delta[] | undefined {
  const old = before.nodes.get(id) ?? before.unborn.get(id);
  const now = next.nodes.get(id);
  if (now === undefined || now.stub) {
    // One that an own change is still to make needs no text to stand over, nor does one that is never made.
    const needsNone = now === undefined && (old === undefined || isMade(id));
    return needsNone ? open.map(({ delta }) => delta) : undefined;
  }
  if (old === undefined || old.stub) return undefined;
  const seen = ended.reduce((text, item) => item.applyTo(text), before.text(old, field));
  let unit = diff(seen, next.text(now, field));
  return open.map(({ delta }) => {
    const [own, others] = cross(delta, unit, "right");
    unit = others;
    return own;
  });
}
