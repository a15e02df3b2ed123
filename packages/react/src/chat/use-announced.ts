import type { Post } from "@alongside/client/feeds";
import { useEffect, useRef, useState } from "react";
import { nameIn, useChat } from "./chat-context.ts";

/** What comes is read out together, after so many ms. */
const SAY_MS = 1500;

/** What is to be read out of the posts of others that came, but not of those that were there. */
export function useAnnounced(posts: readonly Post<unknown>[], isReady: boolean): string {
  const chat = useChat();
  const [said, setSaid] = useState("");
  const latest = useRef(chat);
  useEffect(() => {
    latest.current = chat;
  });
  const from = useRef<number>(undefined);
  const waiting = useRef<{ timer: ReturnType<typeof setTimeout>; posts: Post<unknown>[] }>(
    undefined,
  );
  useEffect(() => {
    if (!isReady) return;
    const last = posts.findLast(({ seq }) => seq !== undefined)?.seq ?? 0;
    const before = from.current;
    from.current = last;
    if (before === undefined || last <= before) return;
    const start = posts.findLastIndex(({ seq }) => seq !== undefined && seq <= before) + 1;
    const fresh = posts
      .slice(start)
      .filter(({ seq, by }) => seq !== undefined && by !== latest.current.me);
    if (fresh.length === 0) return;
    if (waiting.current !== undefined) {
      waiting.current.posts.push(...fresh);
      return;
    }
    const timer = setTimeout(() => {
      const came = waiting.current?.posts ?? [];
      waiting.current = undefined;
      const { words, bodies } = latest.current;
      const [only, ...more] = came;
      if (only === undefined) return;
      const name = nameIn(latest.current, only.by, only.name);
      const text = only.body === undefined ? words.deleted : bodies.textOf(only.body);
      setSaid(more.length === 0 ? words.said(name, text) : words.newPosts(came.length));
    }, SAY_MS);
    waiting.current = { timer, posts: [...fresh] };
  }, [posts, isReady]);
  useEffect(
    () => () => {
      clearTimeout(waiting.current?.timer);
      waiting.current = undefined;
    },
    [],
  );
  return said;
}
