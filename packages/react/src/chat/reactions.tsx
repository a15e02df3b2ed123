import type { Post } from "@alongside/client/feeds";
import { useState } from "react";
import { nameIn, useChat } from "./chat-context.ts";
import { Icon } from "./icon.tsx";
import { tried } from "./tried.ts";

/** More people than these are not named. */
const MOST_NAMED = 12;

/** What people reacted with; a press adds the own one, or takes it back. */
export function Reactions({ post }: { readonly post: Post<unknown> }) {
  const chat = useChat();
  if (post.reactions.length === 0) return null;
  return (
    <div className="alongside-reactions">
      {post.reactions.map(({ emoji, users, isMine }) => {
        const names = users.slice(0, MOST_NAMED).map((id) => nameIn(chat, id));
        const label = chat.words.reactedBy(emoji, names);
        return (
          <button
            key={emoji}
            type="button"
            className="alongside-reaction"
            aria-pressed={isMine}
            aria-label={`${label} (${users.length})`}
            title={label}
            onClick={() => tried(() => chat.feed?.react(post.id, emoji, !isMine))}
          >
            <span>{emoji}</span> {users.length}
          </button>
        );
      })}
    </div>
  );
}

/** A button that offers a few emoji. */
export function Picker({ post }: { readonly post: Post<unknown> }) {
  const { emoji, words, feed } = useChat();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <span
      className="alongside-picker"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !isOpen) return;
        event.stopPropagation();
        setIsOpen(false);
        event.currentTarget.querySelector("button")?.focus();
      }}
    >
      <button
        type="button"
        aria-label={words.react}
        title={words.react}
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Icon name="react" />
      </button>
      {isOpen && (
        <span className="alongside-emoji" role="group" aria-label={words.react}>
          {emoji.map((one) => {
            const isMine = post.reactions.some((it) => it.emoji === one && it.isMine);
            return (
              <button
                key={one}
                type="button"
                aria-label={one}
                aria-pressed={isMine}
                onClick={() => {
                  tried(() => feed?.react(post.id, one, !isMine));
                  setIsOpen(false);
                }}
              >
                {one}
              </button>
            );
          })}
        </span>
      )}
    </span>
  );
}
