import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { FollowState } from "@alongside/client/follow";
import { followFrame } from "../src/index.ts";

const ada = { id: "ada", name: "Ada", color: "#1d4ed8" };
const bob = { id: "bob", name: "Bob", color: "#be123c" };

function cell<T>(value: T) {
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    set(next: T) {
      value = next;
      for (const listener of listeners) listener();
    },
    listeners,
  };
}

let state: ReturnType<typeof cell<FollowState>>;
let followers: ReturnType<typeof cell<readonly { user: typeof ada }[]>>;
const stop = vi.fn();
let host: HTMLElement;

beforeEach(() => {
  vi.useFakeTimers();
  stop.mockClear();
  state = cell<FollowState>({ name: "free" });
  followers = cell<readonly { user: typeof ada }[]>([]);
  host = document.createElement("div");
  document.body.replaceChildren(host);
});
afterEach(() => vi.useRealTimers());

const said = () => Array.from(host.querySelectorAll("[role=status]"), (line) => line.textContent);
const press = (key: string, init: KeyboardEventInit = {}) =>
  window.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true, ...init }));

test("[R1264] who is followed is said and framed, and the button and Escape end it", () => {
  followFrame(host, { follow: { state, followers, stop } });
  const root = host.querySelector<HTMLElement>(".alongside-follow")!;
  expect([root.dataset["state"], ...said()]).toEqual(["free", "", ""]);
  press("Escape");
  expect(stop).not.toHaveBeenCalled();
  state.set({ name: "following", client: "c", user: ada });
  expect([root.dataset["state"], ...said()]).toEqual(["following", "You follow Ada", ""]);
  expect(root.style.getPropertyValue("--alongside-color")).toBe("#1d4ed8");
  // An input method, or a dialog of the app's, has more use for it.
  press("Escape", { isComposing: true });
  expect(stop).not.toHaveBeenCalled();
  press("Escape");
  host.querySelector("button")!.click();
  expect(stop).toHaveBeenCalledTimes(2);
});

test("[R1264] why it ended is said for a while", () => {
  followFrame(host, { follow: { state, followers, stop } });
  const endings = ["left", "moved", "chain", "cycle"] as const;
  const words = endings.map((why) => {
    state.set({ name: "free", ended: { why, user: { ...ada, name: "עדה" } } });
    return said()[0];
  });
  expect(words).toEqual([
    "\u2068עדה\u2069 has left",
    "You no longer follow \u2068עדה\u2069",
    "\u2068עדה\u2069 follows somebody else now",
    "\u2068עדה\u2069 follows you",
  ]);
  vi.advanceTimersByTime(4000);
  expect(said()[0]).toBe("");
  expect(vi.getTimerCount()).toBe(0);
});

test("[R1264] who follows this page is said, in other words where the app has some", () => {
  const part = followFrame(host, { follow: { state, followers, stop } });
  followers.set([{ user: ada }]);
  expect(said()[1]).toBe("Ada follows you");
  followers.set([{ user: ada }, { user: bob }]);
  expect(said()[1]).toBe("Ada and Bob follow you");
  part.update({ words: { followYou: (names) => `${names.length} folgen dir` } });
  expect(said()[1]).toBe("2 folgen dir");
  part.destroy();
  expect(host.childElementCount).toBe(0);
  expect(state.listeners.size + followers.listeners.size).toBe(0);
});

test("[R1264] values that a render gave are taken, too, and an end is said once, however often it is rendered", () => {
  const ended: FollowState = { name: "free", ended: { why: "left", user: ada } };
  const part = followFrame(host, { follow: { state: ended, followers: [{ user: bob }], stop } });
  expect(said()).toEqual(["Ada has left", "Bob follows you"]);
  vi.advanceTimersByTime(3000);
  part.update({ follow: { state: ended, followers: [], stop } });
  expect(said()).toEqual(["Ada has left", ""]);
  vi.advanceTimersByTime(1000);
  expect(said()[0]).toBe("");
  part.update({ follow: { state: ended, followers: [], stop } });
  expect(said()[0]).toBe("");
  part.update({
    follow: { state: { name: "following", client: "c", user: bob }, followers: [], stop },
  });
  expect(said()[0]).toBe("You follow Bob");
});
