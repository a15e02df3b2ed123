import type { Post } from "@alongside/client/feeds";
import { useEffect, useRef, useState } from "react";
import { nameIn, useChat } from "./chat-context.ts";
import { tried } from "./tried.ts";

/** An own post as it is being written anew. Enter saves it, Escape leaves it as it was. */
export function EditPost({
  post,
  onDone,
}: {
  readonly post: Post<unknown>;
  readonly onDone: () => void;
}) {
  const chat = useChat();
  const { words, bodies, feed } = chat;
  const { body } = post;
  const [text, setText] = useState(() => (body === undefined ? "" : bodies.textOf(body)));
  const [why, setWhy] = useState<string>();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const element = field.current;
    element?.focus({ preventScroll: true });
    element?.setSelectionRange(element.value.length, element.value.length);
  }, []);

  function save(): void {
    if (text.trim() === "" || body === undefined) return;
    const files = bodies.filesOf(body);
    const mentions = post.mentions.filter((id) => text.includes(`@${nameIn(chat, id)}`));
    const made = text.trim();
    const failed = tried(() => {
      if (made !== bodies.textOf(body))
        feed?.edit(post.id, bodies.toBody({ text: made, files }), { mentions });
    });
    if (failed === undefined) onDone();
    else setWhy(failed);
  }

  return (
    <form
      className="alongside-edit"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <textarea
        ref={field}
        rows={1}
        aria-label={words.edit}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "Escape") onDone();
          else if (event.key === "Enter" && !event.shiftKey) save();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      {why !== undefined && (
        <p className="alongside-refusal" role="alert">
          {why}
        </p>
      )}
      <span>
        <button type="submit">{words.save}</button>{" "}
        <button type="button" onClick={onDone}>
          {words.cancel}
        </button>
      </span>
    </form>
  );
}
