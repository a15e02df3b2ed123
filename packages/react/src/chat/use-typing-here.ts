import { openTyping, type Other } from "@alongside/client";
import { useEffect, useMemo } from "react";
import { isNowhere, NOWHERE } from "../room-nowhere.ts";
import { useReadable } from "../use-readable.ts";
import { useChat } from "./chat-context.ts";

interface TypingHere {
  readonly typists: readonly Other[];
  readonly keystroke: () => void;
  readonly stop: () => void;
}

/** Typing in a chat, or in one of its threads; of nobody where the room's presence has no `typing`. */
export function useTypingHere(thread: string | undefined): TypingHere {
  const { room, name } = useChat();
  const tools = useMemo(() => {
    if (isNowhere(room) || !room.definition.checks.presence.has("typing")) return SILENT;
    const typing = openTyping(room, { presence: "typing" });
    const field = thread === undefined ? name : `${name} ${thread}`;
    return {
      readable: typing.in(field),
      keystroke: () => typing.keystroke(field),
      stop: () => typing.stop(),
    };
  }, [room, name, thread]);
  useEffect(() => tools.stop, [tools]);
  const typists = useReadable(tools.readable, NOWHERE.others.get());
  return { typists, keystroke: tools.keystroke, stop: tools.stop };
}

const SILENT = { readable: NOWHERE.others, keystroke: () => {}, stop: () => {} } as const;
