import { expect, test, vi } from "vitest";
import { watch } from "../src/surface-events.ts";

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
