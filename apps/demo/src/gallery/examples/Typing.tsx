import { TypingIndicator } from "@alongside/react/ui";
import { useMemo } from "react";
import { useRoom } from "../room.ts";

export function Typing() {
  const { others } = useRoom();
  const typists = useMemo(
    () => ({
      get: () => others.get().filter(({ presence }) => presence.typing === "reply"),
      subscribe: others.subscribe,
    }),
    [others],
  );
  return (
    <label className="reply">
      Reply
      <textarea rows={2} placeholder="They write here, too" />
      <TypingIndicator typists={typists} />
    </label>
  );
}
