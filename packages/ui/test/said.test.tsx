import {
  announcer,
  type AnnouncerOptions,
  connectionStatus,
  english,
  type ConnectionStatusOptions,
  lockBadge,
  agentBadge,
  type ShownPerson,
  type ShownStatus,
  typingIndicator,
} from "@alongside/ui";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Cell, person, place, you } from "./people.ts";

beforeEach(() => {
  vi.useFakeTimers();
  document.body.replaceChildren();
});
afterEach(() => vi.useRealTimers());

const live: ShownStatus = { name: "live", pending: 0, saved: "server" };

function announced(first: readonly ShownPerson[], more: Partial<AnnouncerOptions> = {}) {
  const parent = place();
  const people = new Cell(first);
  const part = announcer(parent, { people, gatherMs: 2000, ...more });
  const lines = () => Array.from(parent.querySelectorAll("p"), (line) => line.textContent);
  return { parent, people, part, lines };
}

test("[R1296] a line says who types: one, two, and how many others", () => {
  const parent = place();
  const typists = new Cell<readonly ShownPerson[]>([]);
  const part = typingIndicator(parent, { typists });
  const line = parent.querySelector<HTMLElement>(".alongside-typing")!;
  expect([line.textContent, line.dataset["typing"]]).toEqual(["", "false"]);
  typists.set([you, person("Ann")]);
  expect([line.textContent, line.dataset["typing"]]).toEqual(["Ann is typing", "true"]);
  typists.set([person("Ann"), person("Ann"), person("Bob")]);
  expect(line.textContent).toBe("Ann and Bob are typing");
  typists.set([person("Ann"), person("Bob"), person("Cleo")]);
  expect(line.textContent).toBe("Ann and 2 others are typing");
  typists.set([person("Ann", { state: "quiet" })]);
  expect(line.textContent).toBe("");
  part.destroy();
  expect([typists.listeners, parent.childElementCount]).toEqual([0, 0]);
});

test("[R1297] whoever is there first is not announced; many who come at once are one sentence", () => {
  const { people, lines, parent } = announced([]);
  people.set([person("Ada"), person("Ben"), you]);
  vi.advanceTimersByTime(5000);
  expect(lines()).toEqual([]);
  const region = parent.firstElementChild;
  expect(region?.getAttribute("aria-live")).toBe("polite");
  people.set([person("Ada"), person("Ben"), you, person("Cleo")]);
  vi.advanceTimersByTime(1000);
  people.set([person("Ben"), you, person("Cleo"), person("Dov"), person("Eva")]);
  expect(lines()).toEqual([]);
  vi.advanceTimersByTime(1000);
  expect(lines()).toEqual(["3 people joined", "Ada left"]);
  vi.advanceTimersByTime(10_000);
  expect(lines()).toEqual([]);
});

test("[R1297] whoever comes back within that time was never away, and who only looked in was never here", () => {
  const { people, lines } = announced([you, person("Ada")]);
  people.set([you]);
  people.set([you, person("Ada")]);
  people.set([you, person("Ada"), person("Ben")]);
  people.set([you, person("Ada")]);
  vi.advanceTimersByTime(5000);
  expect(lines()).toEqual([]);
  people.set([you, person("Ada", { state: "idle" })]);
  vi.advanceTimersByTime(5000);
  expect(lines()).toEqual([]);
});

test("[R1298] it can be asked who is here and where, also while it is off", () => {
  const { part, lines, people } = announced([you, person("Ada", { state: "idle" })], {
    isOn: false,
    where: ({ user }) => (user.name === "Ada" ? "in the document" : undefined),
  });
  people.set([you, person("Ada", { state: "idle" }), person("Ben")]);
  part.say("Something");
  vi.advanceTimersByTime(5000);
  expect(lines()).toEqual([]);
  const said = "3 people here: You (you); Ada, idle, in the document; Ben";
  expect(part.ask()).toBe(said);
  expect(lines()).toEqual([said]);
  people.set(Array.from({ length: 1000 }, (_, i) => person(`P${i}`)));
  expect(part.ask()).toMatch(/^1,000 people here: P0; P1; .*; P19; and 980 more$/);
  people.set([]);
  expect(part.ask()).toBe("Nobody is here");
  part.destroy();
  expect([people.listeners, vi.getTimerCount()]).toEqual([0, 0]);
});

test("[R1298] it tells once that the connection is lost, with what waits, and once that it is back", () => {
  const status = new Cell<ShownStatus>(live);
  const { lines } = announced([you], { status });
  status.set({ ...live, name: "reconnecting", pending: 1, saved: "device" });
  expect(lines()).toEqual([]);
  status.set({ ...live, name: "offline", pending: 2, saved: "device" });
  status.set({ ...live, name: "offline", pending: 3, saved: "device" });
  status.set({ ...live, name: "reconnecting", pending: 3, saved: "device" });
  expect(lines()).toEqual(["Offline, 2 on this device"]);
  status.set({ ...live, pending: 3, saved: "device" });
  expect(lines()).toEqual(["Offline, 2 on this device", "Connected again"]);
});

function shownStatus(status: ShownStatus, more: Partial<ConnectionStatusOptions> = {}) {
  const parent = place();
  const cell = new Cell(status);
  const clock = { now: () => Date.UTC(2026, 10, 3, 12), after: () => () => {} };
  const part = connectionStatus(parent, { status: cell, clock, ...more });
  const root = () => parent.querySelector<HTMLElement>(".alongside-status")!;
  return { parent, cell, part, root };
}

test("[R1299] the status says what is true: on the server, on this device, or only in this tab", () => {
  const { cell, root } = shownStatus(live);
  const said = (status: Partial<ShownStatus>) => {
    cell.set({ ...live, ...status });
    return `${root().dataset["tone"]}: ${Array.from(root().children, (part) => part.textContent)
      .filter(Boolean)
      .join(" ")}`;
  };
  expect(said({})).toBe("good: All saved");
  expect(said({ name: "connecting" })).toBe("busy: Opening…");
  expect(said({ saved: "memory" })).toBe("busy: Saving…");
  expect(said({ pending: 2, saved: "device" })).toBe("busy: Saving… 2");
  expect(said({ pending: 6800, total: 10_000, saved: "device" })).toBe(
    "busy: Sending 3,200 of 10,000",
  );
  expect(said({ name: "reconnecting" })).toBe("busy: Reconnecting…");
  expect(said({ name: "offline" })).toBe("bad: Offline");
  expect(said({ name: "offline", pending: 2, saved: "device" })).toBe(
    "bad: Offline, 2 on this device",
  );
  expect(said({ name: "offline", pending: 2, saved: "memory" })).toBe(
    "bad: Offline, 2 only in this tab",
  );
  expect(said({ name: "refused", pending: 1, saved: "memory" })).toBe(
    "bad: Not connected, 1 only in this tab",
  );
  expect(said({ name: "offline", asOf: Date.UTC(2026, 9, 1, 12) })).toMatch(
    /^bad: Offline · as of 1 Oct, \d\d:\d\d$/,
  );
});

test("[R1299] when what is shown was up to date, as people say it", () => {
  const now = new Date(2026, 10, 29, 14, 5).getTime();
  const hour = 3_600_000;
  expect(english.asOf(now - hour, now)).toBe("as of 13:05");
  expect(english.asOf(now - 20 * hour, now)).toBe("as of yesterday, 18:05");
  expect(english.asOf(now - 24 * 7 * hour, now)).toBe("as of 22 Nov, 14:05");
  expect(english.asOf(now - 24 * 365 * hour, now)).toBe("as of 29 Nov, 14:05");
});

test("[R1299] whoever may only look is told so, while nothing of theirs waits", () => {
  const rights = new Cell<{ write: true | readonly string[] } | undefined>(undefined);
  const { root, cell } = shownStatus(live, { rights });
  expect(root().textContent).toBe("All saved");
  rights.set({ write: [] });
  expect(root().textContent).toBe("View only");
  cell.set({ ...live, name: "offline", pending: 1, saved: "device" });
  expect(root().textContent).toBe("Offline,1 on this device");
  rights.set({ write: ["votes"] });
  cell.set(live);
  expect(root().textContent).toBe("All saved");
});

test("[R1299] refused changes are counted, and a press leads to them; the drawing stays while it turns", () => {
  const rejected = new Cell<readonly unknown[]>([{}]);
  const { root, cell, part, parent } = shownStatus({ ...live, name: "reconnecting" }, { rejected });
  expect(root().textContent).toBe("Reconnecting…1 not accepted");
  expect(root().localName).toBe("span");
  const drawing = root().firstChild;
  cell.set({ ...live, name: "reconnecting", pending: 1, saved: "device", reason: "No network" });
  expect(root().firstChild).toBe(drawing);
  expect(root().title).toBe("No network");
  let pressed = 0;
  part.update({ onActivate: () => void (pressed += 1) });
  expect(root().localName).toBe("button");
  root().click();
  expect(pressed).toBe(1);
  part.destroy();
  expect([cell.listeners, rejected.listeners, parent.childElementCount]).toEqual([0, 0, 0]);
});

test("[R1300] a lock says who has it, and can be taken over from others alone", () => {
  const parent = place();
  const holder = new Cell<ShownPerson | undefined>(undefined);
  let taken = 0;
  const part = lockBadge(parent, { holder, onTakeOver: () => void (taken += 1) });
  const root = parent.querySelector<HTMLElement>(".alongside-lock")!;
  expect(root.hidden).toBe(true);
  holder.set(person("Ada <b>"));
  expect(root.hidden).toBe(false);
  expect(root.textContent).toBe("Ada <b> is editing thisTake over");
  root.querySelector("button")?.click();
  expect(taken).toBe(1);
  holder.set(you);
  expect(root.textContent).toBe("You are editing this");
  expect(root.querySelector("button")).toBeNull();
  part.destroy();
  expect([holder.listeners, parent.childElementCount]).toEqual([0, 0]);
});

test("[R1300] a program has a badge", () => {
  const parent = place();
  const part = agentBadge(parent);
  expect(parent.textContent).toBe("AI");
  part.update({ words: { agent: "KI" } });
  expect(parent.textContent).toBe("KI");
  part.destroy();
  expect(parent.childElementCount).toBe(0);
});
