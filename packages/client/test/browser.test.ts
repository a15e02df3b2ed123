// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from "vitest";
import { browserEnvironment } from "../src/browser.ts";
import type { EnvironmentEvent } from "../src/index.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  localStorage.clear();
});

function show(state: "visible" | "hidden"): void {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  document.dispatchEvent(new Event("visibilitychange"));
}

function hears(event: EnvironmentEvent): {
  readonly times: () => number;
  readonly stop: () => void;
} {
  const heard = vi.fn<() => void>();
  const stop = browserEnvironment().on(event, heard);
  return { times: () => heard.mock.calls.length, stop };
}

test("[R82] the page is seen, hidden and looked at again", () => {
  const visible = hears("visible");
  const hidden = hears("hidden");
  show("hidden");
  expect(browserEnvironment().visible).toBe(false);
  show("visible");
  show("hidden");
  expect([visible.times(), hidden.times()]).toEqual([1, 2]);
  visible.stop();
  hidden.stop();
  show("visible");
  expect(visible.times()).toBe(1);
});

test("[R82] the window takes the focus, which is not an element taking it", () => {
  const focus = hears("focus");
  const input = document.body.appendChild(document.createElement("input"));
  input.dispatchEvent(new FocusEvent("focus"));
  expect(focus.times()).toBe(0);
  window.dispatchEvent(new Event("focus"));
  expect(focus.times()).toBe(1);
  focus.stop();
});

test("[R106] input is noticed anywhere, also where an app stops it", () => {
  const input = hears("input");
  const button = document.body.appendChild(document.createElement("button"));
  button.addEventListener("pointerdown", (event) => event.stopPropagation());
  button.dispatchEvent(new Event("pointerdown", { bubbles: true }));
  window.dispatchEvent(new Event("keydown"));
  expect(input.times()).toBe(2);
  input.stop();
});

test("[R100] a page that is kept for coming back is not gone", () => {
  const gone = hears("gone");
  window.dispatchEvent(Object.assign(new Event("pagehide"), { persisted: true }));
  expect(gone.times()).toBe(0);
  window.dispatchEvent(Object.assign(new Event("pagehide"), { persisted: false }));
  expect(gone.times()).toBe(1);
  gone.stop();
});

test("[R99] leaving the page is asked about while it is held", () => {
  const leave = (): boolean => {
    const event = new Event("beforeunload", { cancelable: true });
    window.dispatchEvent(event);
    return event.defaultPrevented;
  };
  expect(leave()).toBe(false);
  const release = browserEnvironment().holdUnload();
  expect(leave()).toBe(true);
  release();
  expect(leave()).toBe(false);
});

test("[R83] a guest's secret is remembered over page loads, where the page may keep anything", () => {
  const { recall, remember } = browserEnvironment();
  expect(recall("alongside:guest")).toBeUndefined();
  remember("alongside:guest", "one");
  expect(browserEnvironment().recall("alongside:guest")).toBe("one");
  const denied = (): never => {
    throw new DOMException("denied", "SecurityError");
  };
  vi.stubGlobal("localStorage", { getItem: denied, setItem: denied, clear: () => undefined });
  remember("alongside:guest", "two");
  expect(recall("alongside:guest")).toBeUndefined();
});

test("[R960] pages of a browser have its locks, where there are any, and its channels", async () => {
  const locks = { request: vi.fn<() => Promise<void>>(), query: vi.fn<() => Promise<object>>() };
  vi.stubGlobal("navigator", { locks });
  expect(browserEnvironment().locks).toBe(locks);
  vi.stubGlobal("navigator", {});
  expect(browserEnvironment().locks).toBeUndefined();
  // As in happy-dom.
  vi.stubGlobal("navigator", { locks: null });
  expect(browserEnvironment().locks).toBeUndefined();
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const here = browserEnvironment().channel?.("news", resolve);
  const own = vi.fn<() => void>();
  const there = browserEnvironment().channel?.("news", own);
  there?.post({ n: 1 });
  expect(await promise).toEqual({ n: 1 });
  expect(own).not.toHaveBeenCalled();
  here?.close();
  there?.close();
});
