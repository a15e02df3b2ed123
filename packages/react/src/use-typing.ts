import { openTyping, type Other, type Room, type TypingOptions } from "@alongside/client";
import type { RoomDefinition } from "@alongside/core";
import { useEffect, useMemo } from "react";
import { given } from "./given.ts";
import { isNowhere, NOWHERE } from "./room-nowhere.ts";
import { useReadable } from "./use-readable.ts";

/** Who types in a field, and what says that this page's person does. */
export interface TypingTools<D extends RoomDefinition> {
  /** Everyone else who types there now, in the order they came. */
  readonly typists: readonly Other<D>[];
  /** This page's person typed: call it for each key. They count as typing for five seconds. */
  readonly keystroke: () => void;
  /** It was sent, or is left as it is. */
  readonly stop: () => void;
}

/**
 * Typing in one field, by `openTyping`: any text names the field. Renders when somebody begins or stops there. This page's person stops
 * when the component goes. Throws `TypeError` for what is not a room.
 */
export function useTyping<D extends RoomDefinition>(
  room: Room<D>,
  field: string,
  { presence }: TypingOptions<D> = {},
): TypingTools<D> {
  if (typeof room !== "object" || room === null || !("others" in room))
    throw new TypeError(`useTyping needs a room, as useRoom() returns it, got ${given(room)}`);
  const tools = useMemo(() => {
    if (isNowhere(room)) return NOT_TYPING;
    const typing = openTyping(room, presence === undefined ? {} : { presence });
    return {
      readable: typing.in(field),
      keystroke: () => typing.keystroke(field),
      stop: () => typing.stop(),
    };
  }, [room, field, presence]);
  useEffect(() => tools.stop, [tools]);
  const typists = useReadable<readonly Other<D>[]>(tools.readable, NOWHERE.others.get());
  return { typists, keystroke: tools.keystroke, stop: tools.stop };
}

/** On a server. */
const NOT_TYPING = { readable: NOWHERE.others, keystroke: () => {}, stop: () => {} } as const;
