import { useTyping } from "@alongside/react";
import { TypingIndicator } from "@alongside/react/ui";
import { useRoom } from "../room.ts";

export function Typing() {
  const { typists, keystroke, stop } = useTyping(useRoom(), "reply");
  return (
    <label className="reply">
      Reply
      <textarea rows={2} placeholder="They write here, too" onInput={keystroke} onBlur={stop} />
      <TypingIndicator typists={typists} />
    </label>
  );
}
