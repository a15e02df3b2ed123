import type { FeedState, Post } from "@alongside/client/feeds";
import { createElement, useEffect, useMemo, useState } from "react";
import { createRoot } from "react-dom/client";
import "../../../ui/src/chat.css";
import "../../../ui/src/styles.css";
import { usualBodies } from "../../src/chat/bodies.ts";
import { ChatContext, type ChatTools } from "../../src/chat/chat-context.ts";
import { PostList } from "../../src/chat/post-list.tsx";
import { chatWords } from "../../src/chat/words.ts";

declare global {
  interface Window {
    /** Shows one more page of earlier posts, or one new post. */
    listPage: { readonly earlier: () => void; readonly come: () => void };
  }
}

/** How many posts there are: `#1000`. */
const COUNT = Number(location.hash.slice(1));
const BEGIN = new Date(2026, 0, 1).getTime();

/** A post of a feed that was never posted: by one of four people, of one to six lines. */
function post(seq: number): Post<unknown> {
  const by = (seq >> 2) % 4;
  return {
    id: `p${seq}`,
    seq,
    state: "sent",
    at: BEGIN + seq * 60_000,
    by: `u${by}`,
    name: `User ${by}`,
    body: { text: `Post ${seq} ${"word ".repeat(seq % 60)}` },
    to: undefined,
    mentions: [],
    on: undefined,
    edited: undefined,
    deleted: undefined,
    reactions: [],
    pinned: undefined,
    resolved: undefined,
    refusal: undefined,
    replies: { count: 0, at: 0, by: [] },
  };
}

const tools = {
  name: "chat",
  me: "me",
  words: chatWords,
  bodies: usualBodies,
  emoji: [],
  mayModerate: false,
  people: [],
  userOf: () => undefined,
} as unknown as ChatTools;

function List() {
  const [[from, to], setRange] = useState<readonly [number, number]>([COUNT, 2 * COUNT]);
  useEffect(() => {
    Object.assign(window, {
      listPage: {
        earlier: () => setRange(([first, last]) => [first - 50, last]),
        come: () => setRange(([first, last]) => [first, last + 1]),
      },
    });
  }, []);
  const state = useMemo<FeedState<unknown>>(
    () => ({
      name: "ready",
      why: undefined,
      hasEarlier: false,
      isBusy: false,
      posts: Array.from({ length: to - from }, (_, i) => post(from + i)),
    }),
    [from, to],
  );
  const list = createElement(PostList, {
    state,
    earlier: async () => {},
    label: "Messages",
    editing: undefined,
    edit: () => {},
  });
  const style = { height: 560, width: 360, display: "flex" };
  return createElement("div", { style }, createElement(ChatContext, { value: tools }, list));
}

const root = document.createElement("main");
document.body.append(root);
createRoot(root).render(createElement(List));
