// @vitest-environment node
import "./page.ts";
import { type Client, createClient } from "@alongside/client";
import { type InboxState, type Notification, openInbox } from "@alongside/client/inbox";
import { ClientProvider } from "@alongside/react";
import { Bell, type BellProps, Inbox } from "@alongside/react/inbox";
import { defineRoom, value } from "@alongside/core";
import type { NewNotification } from "@alongside/core/inbox";
import { createServer, type Server } from "@alongside/server";
import { flushSync } from "react-dom";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Page } from "./world.tsx";

const Talk = defineRoom("talk", { version: 1, storage: { title: value("") } });

let server: Server;
let page: Page;
let clients: Client[];
let url: string;

beforeEach(async () => {
  // As browsers have popovers.
  const prototype = window.HTMLElement.prototype;
  prototype.hidePopover = function hidePopover() {
    toggle(this, "closed");
  };
  server = createServer({
    rooms: [Talk],
    inbox: true,
    authenticate: (token = "") => ({ user: { id: token, name: token, color: "red" } }),
    log: () => {},
  });
  const { port } = await server.listen(0);
  url = `ws://127.0.0.1:${port}/live`;
  clients = [];
  page = new Page();
});

afterEach(async () => {
  vi.useRealTimers();
  page.close();
  for (const client of clients) client.close();
  await server.close();
});

function device(): Client {
  const client = createClient({ url, getToken: () => "ann" });
  clients.push(client);
  return client;
}

/** Waits for the inbox of a device itself, however long a busy machine takes. */
function until(client: Client, is: (state: InboxState) => boolean): Promise<void> {
  const { get, subscribe } = openInbox(client);
  return new Promise((resolve) => {
    const stop = subscribe(() => look());
    const look = (): void => {
      if (!is(get())) return;
      stop();
      resolve();
    };
    look();
  });
}

const notify = (note: Partial<NewNotification>) =>
  server.notify("ann", { kind: "task", subject: "7", title: "Paint", ...note });

function toggle(popover: HTMLElement, newState: "open" | "closed"): void {
  flushSync(() => {
    for (const type of ["beforetoggle", "toggle"]) {
      const event = new window.Event(type, { bubbles: false });
      popover.dispatchEvent(Object.assign(event, { newState }));
    }
  });
}

const all = (selector: string) => Array.from(page.element.querySelectorAll<HTMLElement>(selector));
const one = (selector: string) => all(selector)[0]!;
const texts = (selector: string) => all(selector).map(({ textContent }) => textContent);
const words = () => texts(".alongside-inbox-words");
const press = (target: HTMLElement, key: string) =>
  flushSync(() => {
    target.dispatchEvent(new window.KeyboardEvent("keydown", { key, bubbles: true }));
  });
const click = (target: HTMLElement) => flushSync(() => target.click());
const tab = (name: string) => one(`[data-tab=${name}]`);

async function show(props: BellProps = {}): Promise<{ own: Client; other: Client }> {
  const [own, other] = [device(), device()];
  page.show(
    <ClientProvider client={own}>
      <Bell {...props} />
    </ClientProvider>,
  );
  await until(own, ({ name }) => name === "ready");
  await until(other, ({ name }) => name === "ready");
  return { own, other };
}

test("[R1920] [R1921] a bell counts what is unseen; opened it is seen on every device; what is pressed is read", async () => {
  const opened: Notification[] = [];
  const { own, other } = await show({ onOpen: (item) => void opened.push(item) });
  await notify({ subject: "2", title: "Second", priority: "urgent", body: "<b>Now</b>" });
  // Of two in one ms the first by name is shown first, too.
  await notify({ subject: "1", title: "First", link: "/tasks/1" });
  await until(own, ({ unseen }) => unseen === 2);
  await vi.waitFor(() =>
    expect(one(".alongside-bell").getAttribute("aria-label")).toBe("Notifications, 2 new"),
  );
  expect(texts(".alongside-bell-count")).toEqual(["2"]);
  expect(all(".alongside-inbox-item")).toEqual([]);
  const panel = one(".alongside-bell-panel");
  toggle(panel, "open");
  await until(other, ({ unseen, unread }) => unseen === 0 && unread === 2);
  expect(words()).toEqual(["First", "Second"]);
  expect(one(".alongside-inbox-body bdi").innerHTML).toBe("&lt;b&gt;Now&lt;/b&gt;");
  expect(texts(".alongside-inbox-priority")).toEqual(["Urgent"]);
  const [first, second] = all(".alongside-inbox-open") as [HTMLElement, HTMLElement];
  expect([second.tagName, first.tagName]).toEqual(["BUTTON", "A"]);
  click(first);
  await until(other, ({ unread }) => unread === 1);
  expect(opened.map(({ subject }) => subject)).toEqual(["1"]);
  expect(all(".alongside-inbox-item")).toEqual([]);
  // A page that nobody sees shows nothing to anybody.
  toggle(panel, "open");
  const visible = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  await notify({ subject: "3" });
  await until(own, ({ items }) => items.length === 3);
  await vi.waitFor(() => expect(words()).toHaveLength(3));
  expect(openInbox(own).get().unseen).toBe(1);
  visible.mockReturnValue("visible");
  flushSync(() => document.dispatchEvent(new window.Event("visibilitychange") as never));
  await until(other, ({ unseen }) => unseen === 0);
  visible.mockRestore();
});

test("[R1923] [R1924] by keys one goes through items, archives and reads them, and takes it back", async () => {
  const { own } = await show();
  for (const subject of ["3", "2", "1"]) await notify({ subject, title: subject });
  await until(own, ({ items }) => items.length === 3);
  toggle(one(".alongside-bell-panel"), "open");
  expect(words()).toEqual(["1", "2", "3"]);
  const focused = () => document.activeElement?.getAttribute("data-key");
  expect(document.activeElement).toBe(one(".alongside-bell-panel"));
  press(one(".alongside-bell-panel"), "ArrowDown");
  press(document.activeElement as HTMLElement, "ArrowDown");
  expect(focused()).toBe("task 2");
  // One of them is in the order of Tab, with what can be done with it.
  expect(all(".alongside-inbox-item [tabindex='0']")).toHaveLength(3);
  press(document.activeElement as HTMLElement, "u");
  expect(texts("[data-tab=unread] span")).toEqual(["2"]);
  press(document.activeElement as HTMLElement, "e");
  expect([words(), focused()]).toEqual([["1", "3"], "task 3"]);
  expect(texts("[role=status]")[0]).toBe("ArchivedUndo");
  click(one(".alongside-inbox-undo"));
  expect([words(), texts("[role=status]")[0]]).toEqual([["1", "2", "3"], ""]);
  press(one(".alongside-inbox-open"), "End");
  expect(focused()).toBe("task 3");
  press(document.activeElement as HTMLElement, "Home");
  press(document.activeElement as HTMLElement, "e");
  click(tab("archive"));
  expect(words()).toEqual(["1"]);
  one(".alongside-inbox-open").focus();
  press(one(".alongside-inbox-open"), "e");
  expect(page.text).toContain("Nothing is archived");
  expect(document.activeElement).toBe(one("[role=tabpanel]"));
  tab("archive").focus();
  press(tab("archive"), "ArrowLeft");
  expect(tab("unread").getAttribute("aria-selected")).toBe("true");
  expect(words()).toEqual(["1", "3"]);
  click(one("[aria-label='Mark all as read']"));
  expect(page.text).toContain("You have read everything");
});

test("[R1922] an item is put off, and muted, from its menu", async () => {
  const { own } = await show();
  await notify({});
  await until(own, ({ items }) => items.length === 1);
  toggle(one(".alongside-bell-panel"), "open");
  const entry = (text: string) =>
    all("[role=menuitem]").find(({ textContent }) => textContent.startsWith(text))!;
  click(one("[aria-haspopup=menu]"));
  toggle(one("[role=menu]"), "open");
  click(entry("Until tomorrow"));
  expect(page.text).toContain("Snoozed until");
  expect(page.text).toContain("You are all caught up");
  click(tab("snoozed"));
  expect(words()).toEqual(["Paint"]);
  click(one("[aria-haspopup=menu]"));
  click(entry("Back to the inbox now"));
  // The tab is gone with what was in it.
  expect(tab("inbox").getAttribute("aria-selected")).toBe("true");
  expect(words()).toEqual(["Paint"]);
  click(one("[aria-haspopup=menu]"));
  click(entry("Mute"));
  expect(openInbox(own).get().muted).toEqual(["kind task"]);
  click(one("[aria-haspopup=menu]"));
  click(entry("Unmute"));
  expect(openInbox(own).get().muted).toEqual([]);
});

test("[R1925] what comes is read out once and together, and not what was there", async () => {
  await notify({ subject: "0", title: "Before" });
  const { own } = await show();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const said = () => texts(".alongside-bell-holder > [role=status]")[0];
  for (const subject of ["1", "2"]) await notify({ subject, title: `Task ${subject}` });
  await until(own, ({ items }) => items.length === 3);
  await vi.waitFor(() => expect(texts(".alongside-bell-count")).toEqual(["3"]));
  expect(said()).toBe("");
  flushSync(() => vi.advanceTimersByTime(3000));
  await vi.waitFor(() => expect(said()).toBe("2 new notifications"));
});

test("[R1920] an inbox stands alone too, and says where there is none", async () => {
  const none = createServer({ rooms: [Talk], log: () => {} });
  const { port } = await none.listen(0);
  const client = createClient({ url: `ws://127.0.0.1:${port}/live`, onError: () => {} });
  clients.push(client);
  const shown = (
    <ClientProvider client={client}>
      <Inbox />
    </ClientProvider>
  );
  expect(renderToString(shown)).toContain("Loading…");
  page.show(shown);
  await until(client, ({ name }) => name === "refused");
  await vi.waitFor(() => expect(page.text).toContain("This server keeps no notifications"));
  await none.close();
});

test("[R1934] in its settings a user says what they hear of on which channel, and when it is quiet", async () => {
  const { own, other } = await show({ channels: ["inbox", "email"] });
  await notify({ kind: "build", subject: "main" });
  await until(own, ({ items }) => items.length === 1);
  toggle(one(".alongside-bell-panel"), "open");
  click(one("[aria-label=Settings]"));
  expect(document.activeElement).toBe(one("[aria-label=Back]"));
  expect(texts(".alongside-inbox-what")).toEqual([
    "all else",
    "mentions",
    "answers",
    "posts",
    "“build”",
  ]);
  const choose = (nth: number, level: string): void => {
    const select = all("select")[nth] as HTMLSelectElement;
    select.value = level;
    flushSync(() => select.dispatchEvent(new window.Event("change", { bubbles: true }) as never));
  };
  choose(4, "nothing");
  await until(other, ({ muted }) => muted.includes("kind build"));
  const [, mails] = all(".alongside-inbox-channel input");
  click(mails!);
  choose(0, "everything");
  await until(other, ({ levels }) => levels.get("all")?.email === "everything");
  choose(0, "participating");
  click(all(".alongside-inbox-channel input")[0]!);
  choose(4, "");
  await until(
    other,
    ({ muted, levels }) => muted.length === 0 && levels.get("all")?.inbox === null,
  );
  click(one("[role=switch]"));
  const { timeZone: zone } = new Intl.DateTimeFormat().resolvedOptions();
  await until(other, ({ quiet }) => quiet?.from === "22:00" && quiet.zone === zone);
  const set = (field: HTMLElement, time: string): void => {
    const { set: write } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value")!;
    write?.call(field, time);
    flushSync(() => field.dispatchEvent(new window.Event("input", { bubbles: true }) as never));
  };
  const [from, to] = all("[type=time]");
  set(from!, "21:30");
  // What is no stretch of time is not sent.
  set(to!, "21:30");
  set(to!, "");
  await until(other, ({ quiet }) => quiet?.from === "21:30" && quiet.to === "07:00");
  click(one("[role=switch]"));
  await until(other, ({ quiet }) => quiet === null);
  click(one("[aria-label=Back]"));
  expect(document.activeElement).toBe(one("[aria-label=Settings]"));
  expect(words()).toEqual(["Paint"]);
});

test("[R1928] [R1930] a bell shows on the title how much is unseen, and offers alerts until somebody said yes or no", async () => {
  document.title = "Roadmap";
  const alert = { permission: "default", requestPermission: async () => "" };
  const asked = vi.spyOn(alert, "requestPermission").mockImplementation(async () => {
    alert.permission = "granted";
    return "granted";
  });
  vi.stubGlobal("Notification", alert);
  vi.stubGlobal("localStorage", window.localStorage);
  const { own } = await show();
  await notify({});
  await until(own, ({ unseen }) => unseen === 1);
  await vi.waitFor(() => expect(document.title).toBe("(1) Roadmap"));
  toggle(one(".alongside-bell-panel"), "open");
  expect(document.title).toBe("Roadmap");
  expect(texts(".alongside-inbox-ask p")).toEqual(["Tell me also when I am in another tab"]);
  expect(asked).not.toHaveBeenCalled();
  click(one(".alongside-inbox-later"));
  expect(texts(".alongside-inbox-ask p")).toEqual([]);
  localStorage.clear();
  flushSync(() => document.dispatchEvent(new window.Event("visibilitychange") as never));
  click(one(".alongside-inbox-ask button"));
  await vi.waitFor(() => expect(texts(".alongside-inbox-ask p")).toEqual([]));
  expect(localStorage.getItem("alongside:alerts")).toBe("on");
  page.close();
  localStorage.clear();
  vi.unstubAllGlobals();
});
