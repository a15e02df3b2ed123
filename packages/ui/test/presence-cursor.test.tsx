import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { presenceCursor } from "../src/index.ts";

const ada = { id: "ada", name: "Ada", color: "#1d4ed8" };
const room = { width: 800, height: 600 };

beforeEach(() => {
  vi.useFakeTimers();
  document.body.replaceChildren();
});
afterEach(() => vi.useRealTimers());

test("[R1252] a flag goes two seconds after the last move, and comes with the next", () => {
  const cursor = presenceCursor(document.body, { user: ada });
  cursor.move(10, 10, room);
  vi.advanceTimersByTime(1500);
  cursor.move(20, 10, room);
  vi.advanceTimersByTime(1900);
  expect(cursor.element.dataset["flag"]).toBe("up");
  vi.advanceTimersByTime(200);
  expect(cursor.element.dataset["flag"]).toBe("down");
  cursor.move(30, 10, room);
  expect(cursor.element.dataset["flag"]).toBe("up");
  cursor.destroy();
  expect(document.body.childElementCount).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test("[R1252] a flag goes to the other side at the right and lower edge", () => {
  const cursor = presenceCursor(document.body, { user: ada });
  const side = () => cursor.element.dataset["side"];
  cursor.move(100, 100, room);
  expect(side()).toBe("below right");
  cursor.move(700, 100, room);
  expect(side()).toBe("below left");
  cursor.move(700, 590, room);
  expect(side()).toBe("above left");
});

test("[R1253] a name is text of one line, and of at most 64 letters", () => {
  const name = (text: string) =>
    presenceCursor(document.body, { user: { ...ada, name: text } }).element.querySelector("bdi")!;
  expect(name("<img src=x onerror=alert(1)>").innerHTML).toBe("&lt;img src=x onerror=alert(1)&gt;");
  expect(name("Ada\n\nLovelace ").textContent).toBe("Ada Lovelace");
  const family = "👩‍👩‍👧‍👦";
  expect(name(family.repeat(10_000)).textContent).toBe(`${family.repeat(46)}…`);
  expect(name("e\u0301".repeat(64)).textContent).toBe("e\u0301".repeat(64));
  // One letter with a thousand marks.
  expect(name(`z${"\u0301".repeat(5000)}`).textContent.length).toBeLessThan(600);
});

test("[R1252] what changes about somebody is shown", () => {
  const { element, update } = presenceCursor(document.body, { user: ada, avoid: "#1d4ed8" });
  expect(element.style.getPropertyValue("--alongside-color")).not.toBe("#1d4ed8");
  update({ isTyping: true, state: "quiet" });
  expect(Object.fromEntries(Object.entries(element.dataset))).toMatchObject({
    typing: "true",
    state: "quiet",
    of: "ada",
  });
  update({ user: { ...ada, name: "Ada L" } });
  expect(element.querySelector("bdi")!.textContent).toBe("Ada L");
  expect(Object.fromEntries(Object.entries(element.dataset))).toMatchObject({
    typing: "true",
    state: "quiet",
  });
});
