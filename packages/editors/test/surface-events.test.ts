import { expect, test, vi } from "vitest";
import { historyKey, watch } from "../src/surface-events.ts";

test("[R211] a composition that follows another at once is none that ended", () => {
  vi.useFakeTimers();
  const composed = vi.fn<() => void>();
  const element = Object.assign(new EventTarget(), { ownerDocument: new EventTarget() });
  const watching = watch(element as unknown as HTMLElement, {}, () => undefined, composed);
  element.dispatchEvent(new Event("compositionstart"));
  element.dispatchEvent(new Event("compositionend"));
  element.dispatchEvent(new Event("compositionstart"));
  vi.runAllTimers();
  expect(watching.isComposing()).toBe(true);
  expect(composed).not.toHaveBeenCalled();
  element.dispatchEvent(new Event("compositionend"));
  expect(watching.isComposing()).toBe(true);
  vi.runAllTimers();
  expect(watching.isComposing()).toBe(false);
  expect(composed).toHaveBeenCalledOnce();
  vi.useRealTimers();
});

test.each([
  ["Control+z", { key: "z" }, "undo"],
  ["Control+z with CapsLock", { key: "Z" }, "undo"],
  ["Control+Shift+z", { key: "Z", shiftKey: true }, "redo"],
  ["Control+Shift+z with CapsLock", { key: "z", shiftKey: true }, "redo"],
  ["Control+y", { key: "y", code: "KeyY" }, "redo"],
  ["Control+y with CapsLock", { key: "Y", code: "KeyY" }, "redo"],
  ["Control+z on a Cyrillic layout", { key: "я" }, "undo"],
  ["Control+y on a Cyrillic layout", { key: "н", code: "KeyY" }, "redo"],
  ["Control+z where it stands at Y's place", { key: "z", code: "KeyY" }, "undo"],
  ["Command+z", { key: "z", ctrlKey: false, metaKey: true }, "undo"],
  ["z alone", { key: "z", ctrlKey: false }, undefined],
  ["Control+Alt+z", { key: "z", altKey: true }, undefined],
  ["Control+x", { key: "x", code: "KeyX" }, undefined],
] as const)("[R407] %s", (_, press, asked) => {
  const none = { code: "KeyZ", ctrlKey: true, metaKey: false, altKey: false, shiftKey: false };
  expect(historyKey({ ...none, ...press })).toBe(asked);
});
