import { beforeEach, expect, test, vi } from "vitest";
import { activityFeed, type ActivityFeedOptions, type ShownActivity } from "@alongside/ui";
import { Cell, place } from "./people.ts";

beforeEach(() => document.body.replaceChildren());

function one(id: number, more: Partial<ShownActivity> = {}): ShownActivity {
  const by = { id: "ann", name: "Ann Lee" };
  const words = `Ann did ${id}`;
  const rest = { priority: "normal", key: "shapes", ids: [`s${id}`], to: new Date(id) };
  const members = [{ summary: { one: "{name} did", other: "{name} did {count}" } }];
  return { id: `r ${id}`, by, words, members, ...rest, ...more };
}

function feed(options: Partial<ActivityFeedOptions> = {}) {
  const parent = place();
  const cell = new Cell<readonly ShownActivity[]>([one(2), one(1)]);
  const part = activityFeed(parent, { activities: cell, ...options });
  const root = parent.querySelector<HTMLElement>(".alongside-activities")!;
  const find = (name: string) => root.querySelector<HTMLElement>(`.alongside-${name}`)!;
  const words = () =>
    [...root.querySelectorAll(".alongside-activity-words")].map((said) => said.textContent);
  const add = (...ids: readonly number[]) => cell.set([...ids.map((id) => one(id)), ...cell.get()]);
  return { parent, root, cell, part, find, words, add };
}

test("[R1846] a feed has each activity as an article with its place, who, what and when, as text", () => {
  const { root, cell, find, words } = feed();
  cell.set([one(3, { words: "<b>Eve</b>", priority: "urgent" }), ...cell.get()]);
  expect(words()).toEqual(["<b>Eve</b>", "Ann did 2", "Ann did 1"]);
  expect(root.querySelector("b")).toBeNull();
  expect(find("activities-list").getAttribute("role")).toBe("feed");
  const items = [...root.querySelectorAll("article")];
  expect(items.map((item) => item.getAttribute("aria-posinset"))).toEqual(["1", "2", "3"]);
  expect(find("activity-priority").textContent).toBe("Urgent");
  expect(find("activity-face").dataset["text"]).toBe("AL");
});

test("[R1846] alike ones keep their element, and those whose words are all the same say how many they are", () => {
  const { root, cell, find } = feed();
  const before = root.querySelector("article");
  const summary = { one: "It failed", other: "It failed" };
  cell.set([one(2, { members: [{ summary }, { summary }, { summary }] }), one(1)]);
  expect(root.querySelector("article")).toBe(before);
  expect(find("activity-times").textContent).toBe("3 times");
});

test("[R1847] while it is pointed at, read further down or has the focus, what is new waits and is counted", () => {
  const { root, words, add, find } = feed();
  root.dispatchEvent(Object.assign(new Event("pointerenter"), { pointerType: "mouse" }));
  add(4, 3);
  expect(words()).toEqual(["Ann did 2", "Ann did 1"]);
  expect([find("activities-new").hidden, find("activities-new").textContent]).toEqual([
    false,
    "2 new",
  ]);
  root.dispatchEvent(new Event("pointerleave"));
  expect(words()).toHaveLength(4);
  root.scrollTop = 100;
  add(5);
  expect(words()).toHaveLength(4);
  find("activities-new").click();
  expect([words().length, root.scrollTop]).toEqual([5, 0]);
  find("activities-list").focus();
  add(6);
  expect(find("activities-new").textContent).toBe("1 new");
  find("activities-list").blur();
  return vi.waitFor(() => expect(words()).toHaveLength(6));
});

test("[R1848] a click goes to the thing, and earlier ones are asked for", () => {
  const opened: string[] = [];
  const earlier = vi.fn<() => void>();
  const { find } = feed({ onOpen: ({ ids }) => opened.push(...ids), hasEarlier: true, earlier });
  find("activity-open").click();
  find("activities-earlier").click();
  expect(opened).toEqual(["s2"]);
  expect(earlier).toHaveBeenCalledOnce();
});

test("[R1849] what comes is read out together, politely; what was there, or was asked for, is not", () => {
  vi.useFakeTimers();
  try {
    const { find, add, cell } = feed();
    const said = find("said");
    expect([said.getAttribute("role"), said.textContent]).toEqual(["status", ""]);
    add(3);
    add(4);
    vi.advanceTimersByTime(3000);
    expect(said.textContent).toBe("2 new");
    add(5);
    vi.advanceTimersByTime(3000);
    expect(said.textContent).toBe("Ann did 5");
    cell.set([...cell.get(), one(0)]);
    vi.advanceTimersByTime(3000);
    expect(said.textContent).toBe("Ann did 5");
  } finally {
    vi.useRealTimers();
  }
});

test("[R1304] it leaves nothing on the page", () => {
  const { parent, part, add } = feed();
  part.destroy();
  add(9);
  expect(parent.childElementCount).toBe(0);
});
