import { useCallback, useState } from "react";
import { useTalkWanted } from "./talk-wanted.ts";

/** A stretch of a text, with its letters. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly words: string;
}

/** What of the talk beside a text is shown: the chat, the threads on its words, one of them, or where one is begun. */
export type TextTalkShown =
  | { readonly name: "chat" }
  | { readonly name: "comments" }
  | { readonly name: "thread"; readonly id: string }
  | { readonly name: "new"; readonly on: Stretch };

export interface TextTalk {
  readonly shown: TextTalkShown | undefined;
  readonly show: (next: TextTalkShown | undefined) => void;
  readonly showThread: (id: string) => void;
  readonly comment: (on: Stretch) => void;
}

/** What is shown of the talk beside a text, also what somebody came here for. `name` is the room's: `document:roadmap`. */
export function useTextTalk(name: string, isHere: boolean): TextTalk {
  const [shown, show] = useState<TextTalkShown>();
  const showThread = useCallback((id: string) => show({ name: "thread", id }), []);
  const comment = useCallback((on: Stretch) => show({ name: "new", on }), []);
  useTalkWanted(
    name,
    isHere,
    useCallback(({ feed, thread }) => {
      if (feed !== "comments") show({ name: "chat" });
      else show(thread === undefined ? { name: "comments" } : { name: "thread", id: thread });
    }, []),
  );
  return { shown, show, showThread, comment };
}
