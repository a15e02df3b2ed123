import type { RoomId, Seq } from "@alongside/core/engine";
import type { Kept, NewKept } from "../store/followed.ts";
import type { Asked, Intent } from "./intents.ts";
import type { Letter } from "./options.ts";
import type { FollowerTask } from "./parts.ts";

/** What could not be done, as it is kept. */
export interface LetterBody {
  readonly at: number;
  readonly code: string;
  readonly message: string;
  readonly entries?: { readonly epoch: string; readonly from: Seq; readonly to: Seq };
  readonly write?: Omit<Intent, "client" | "n"> | Omit<Asked, "target">;
  /** Of a write that has no client of its own yet. */
  readonly via?: readonly string[];
}

export function letterOf(room: RoomId, target: RoomId | undefined, body: LetterBody): NewKept {
  return {
    kind: "letter",
    room,
    ...(target !== undefined && { target }),
    body: JSON.stringify(body),
  };
}

/** The letter with that id. Rejects with `RangeError` where there is none. */
export async function letterAt(
  { store, name }: Pick<FollowerTask, "store" | "name">,
  id: number,
): Promise<Kept> {
  const [found] = await store.kept(name, "letter", id - 1, 1);
  if (found?.id !== id) throw new RangeError(`The follower ${name} has no letter ${id}`);
  return found;
}

/** A letter as it is shown. */
export function shownLetter({ id, room, target = room, body }: Kept): Letter {
  const { at, code, message, entries, write } = JSON.parse(body) as LetterBody;
  return {
    id,
    room,
    at,
    code,
    message,
    ...(entries !== undefined && { entries: { from: entries.from, to: entries.to } }),
    ...(write !== undefined && {
      write: {
        room: target,
        ...(write.mutation !== undefined && { mutation: write.mutation }),
        ...(write.ops !== undefined && { ops: write.ops }),
      },
    }),
  };
}
