import { Cursors } from "@alongside/react/ui";
import "@alongside/ui/styles.css";
import { useSyncExternalStore } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { feed, Others, TICKS } from "./feed.ts";

const SECONDS = 10;

/**
 * The kit; the same by React state, which is set for each message of a room, or for each move of each person, as where a server passes
 * on every move by itself; nobody at all, and only frames.
 */
export type Way = "kit" | "state" | "moves" | "empty";

export interface Run {
  /** Frames a second. */
  readonly fps: number;
  readonly messages: number;
  /** Commits of React while others moved. */
  readonly commits: number;
  /** Cursors on the page. */
  readonly shown: number;
}

declare global {
  interface Window {
    /** Commits of React so far. */
    readonly commits: number;
    readonly cursorsBench: { run(way: Way, people: number): Promise<Run> };
  }
}

Object.assign(window, { cursorsBench: { run } });

async function run(way: Way, people: number): Promise<Run> {
  const messages = feed(way === "empty" ? 0 : people, SECONDS);
  const others = new Others();
  others.set(messages[0]!);
  const root = createRoot(document.querySelector("#main")!);
  flushSync(() =>
    root.render(
      <>
        {way === "kit" && <Cursors room={{ others }} place={({ cursor }) => cursor} />}
        {(way === "state" || way === "moves") && <ByState others={others} />}
      </>,
    ),
  );
  await frames(60);
  const before = window.commits;
  const told = { count: 0 };
  const timer = setInterval(() => {
    told.count += 1;
    const message = messages[told.count % messages.length]!;
    if (way === "moves") each(others, message);
    else others.set(message);
  }, 1000 / TICKS);
  const began = performance.now();
  const count = await frames(60 * (SECONDS - 1));
  const seconds = (performance.now() - began) / 1000;
  clearInterval(timer);
  const shown = document.querySelectorAll(".alongside-arrow").length;
  const result = {
    fps: count / seconds,
    messages: told.count,
    commits: window.commits - before,
    shown,
  };
  root.unmount();
  return result;
}

/** Waits so many frames, or as long as they would take at 60 a second. The mark says in the trace where a frame begins. */
function frames(most: number): Promise<number> {
  const until = performance.now() + (most / 60) * 1000;
  let count = 0;
  return new Promise((resolve) => {
    const next = (): void => {
      performance.mark("frame");
      count += 1;
      if (count < most && performance.now() < until) requestAnimationFrame(next);
      else resolve(count);
    };
    requestAnimationFrame(next);
  });
}

/** Cursors as they are mostly made: each message is a state, and React puts them where they are. */
function ByState({ others }: { readonly others: Others }) {
  const now = useSyncExternalStore(others.subscribe, others.get);
  return now.map(({ client, user, presence: { cursor } }) => (
    <div
      key={client}
      className="by-state"
      style={{ transform: `translate(${cursor.x}px, ${cursor.y}px)`, color: user.color }}
    >
      <svg className="alongside-arrow" viewBox="0 0 20 22" fill={user.color}>
        <path d="M2 2l5.6 16 2.9-6.6 6.9-2.4z" />
      </svg>
      <span className="alongside-tag" style={{ background: user.color, color: "#fff" }}>
        {user.name}
      </span>
    </div>
  ));
}

const { port1, port2 } = new MessageChannel();
const waiting: (() => void)[] = [];
port1.addEventListener("message", () => waiting.shift()?.());
port1.start();

/** Tells of everyone who has moved in a task of their own. */
function each(others: Others, message: ReturnType<Others["get"]>): void {
  for (const [i, other] of message.entries()) {
    if (others.get()[i] === other) continue;
    waiting.push(() => others.set(others.get().with(i, other)));
    port2.postMessage(undefined);
  }
}
