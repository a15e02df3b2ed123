import { badgePage, openAlerts } from "@alongside/client/alerts";
import { emptyInbox, type InboxHandle, type InboxState } from "@alongside/client/inbox";
import { answerPushes, type PushScope } from "@alongside/client/push-worker";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

type Item = InboxState["items"][number];

/** An inbox as the test says it is. */
function inboxWith(...first: readonly Partial<Item>[]) {
  const listeners = new Set<() => void>();
  let state: InboxState = emptyInbox;
  const calls: unknown[][] = [];
  const noted =
    (name: string) =>
    (...args: readonly unknown[]): void =>
      void calls.push([name, ...args]);
  const inbox = {
    get: () => state,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    read: noted("read"),
    pushTo: noted("pushTo"),
    endPush: noted("endPush"),
  } as unknown as InboxHandle;
  function show(items: readonly Partial<Item>[], more: Partial<InboxState> = {}): void {
    const made = items.map(
      (item): Item =>
        ({
          kind: "task",
          title: "A task",
          body: "",
          priority: "normal",
          seen: 0,
          count: 1,
          at: 1,
          place: null,
          level: "participating",
          key: `task ${item.subject}`,
          ...item,
        }) as Item,
    );
    const unseen = made.filter(({ seen }) => seen === 0).length;
    state = { ...emptyInbox, name: "ready", items: made, unseen, ...more };
    for (const listener of listeners) listener();
  }
  if (first.length > 0) show(first);
  return { inbox, show, calls, listeners };
}

/** Alerts that the system shows. */
let shown: FakeAlert[];
class FakeAlert extends EventTarget {
  static permission: NotificationPermission = "default";
  static answer: NotificationPermission = "granted";
  static asked = 0;
  static async requestPermission(): Promise<NotificationPermission> {
    FakeAlert.asked += 1;
    FakeAlert.permission = FakeAlert.answer;
    return FakeAlert.answer;
  }
  readonly title: string;
  readonly options: NotificationOptions;
  isClosed = false;
  constructor(title: string, options: NotificationOptions) {
    super();
    this.title = title;
    this.options = options;
    shown.push(this);
  }
  close(): void {
    this.isClosed = true;
  }
}

/** Locks of one browser: its tabs are in one process here. */
function fakeLocks() {
  const held: { readonly name: string }[] = [];
  return {
    query: async () => ({ held: [...held] }),
    async request(
      name: string,
      { ifAvailable = false }: LockOptions,
      callback: (lock: object | null) => unknown,
    ): Promise<void> {
      if (ifAvailable && held.some((one) => one.name === name)) return void callback(null);
      const lock = { name };
      held.push(lock);
      await callback(lock);
      held.splice(held.indexOf(lock), 1);
    },
  };
}

let visibility: DocumentVisibilityState;
function look(now: DocumentVisibilityState): void {
  visibility = now;
  document.dispatchEvent(new Event("visibilitychange"));
}

const opened: (() => void)[] = [];
function open(...args: Parameters<typeof openAlerts>) {
  const alerts = openAlerts(...args);
  opened.push(alerts.close);
  return alerts;
}

beforeEach(() => {
  vi.useFakeTimers();
  shown = [];
  visibility = "visible";
  Object.assign(FakeAlert, { permission: "default", answer: "granted", asked: 0 });
  vi.stubGlobal("Notification", FakeAlert);
  vi.spyOn(document, "visibilityState", "get").mockImplementation(() => visibility);
  Object.defineProperty(navigator, "locks", { value: fakeLocks(), configurable: true });
  localStorage.clear();
  document.title = "Roadmap";
});

afterEach(() => {
  for (const close of opened.splice(0)) close();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test("[R1928] the title has the number before it, whatever the app makes of it, and is as it was after", async () => {
  const { inbox, show, listeners } = inboxWith();
  const stop = badgePage(inbox);
  expect(document.title).toBe("Roadmap");
  show([{ subject: "1" }, { subject: "2" }]);
  expect(document.title).toBe("(2) Roadmap");
  document.title = "Board";
  await vi.advanceTimersByTimeAsync(0);
  expect(document.title).toBe("(2) Board");
  // An app that adds to what it reads.
  document.title += " *";
  await vi.advanceTimersByTimeAsync(0);
  expect(document.title).toBe("(2) Board *");
  show(Array.from({ length: 120 }, (_, i) => ({ subject: `${i}` })));
  expect(document.title).toBe("(99+) Board *");
  show([{ subject: "1", seen: 5 }]);
  expect(document.title).toBe("Board *");
  document.title = "(1) app of its own";
  show([{ subject: "1" }]);
  expect(document.title).toBe("(1) (1) app of its own");
  stop();
  expect([document.title, listeners.size]).toEqual(["(1) app of its own", 0]);
});

test("[R1930] nobody is asked before they press, and a no is remembered", async () => {
  const { inbox, show } = inboxWith({ subject: "1" });
  const alerts = open(inbox);
  show([{ subject: "1" }, { subject: "2" }]);
  await vi.advanceTimersByTimeAsync(5000);
  expect([alerts.get(), FakeAlert.asked, shown.length]).toEqual(["ask", 0, 0]);
  const told = vi.fn<() => void>();
  alerts.subscribe(told);
  alerts.turnOff();
  expect([alerts.get(), told.mock.calls.length]).toEqual(["off", 1]);
  expect([open(inbox).get(), FakeAlert.asked]).toEqual(["off", 0]);
  expect([await alerts.turnOn(), FakeAlert.asked]).toEqual(["on", 1]);
  FakeAlert.answer = "denied";
  expect(await alerts.turnOn()).toBe("blocked");
  vi.stubGlobal("Notification", undefined);
  expect([alerts.get(), await alerts.turnOn()]).toEqual(["none", "none"]);
});

test("[R1931] one of several tabs tells of what came while none is seen; a click goes there; what was seen elsewhere goes", async () => {
  const tabs = [inboxWith({ subject: "1" }), inboxWith({ subject: "1" })];
  const went: unknown[] = [];
  const [first] = tabs.map(({ inbox }) =>
    open(inbox, { onOpen: ({ key }) => void went.push(key), titleOf: ({ title }) => `${title}!` }),
  );
  await first?.turnOn();
  const come = async (items: readonly Partial<Item>[], more?: Partial<InboxState>) => {
    for (const { show } of tabs) show(items, more);
    await vi.advanceTimersByTimeAsync(1000);
  };
  const titles = () => shown.splice(0).map(({ title }) => title);
  await come([{ subject: "1" }, { subject: "2" }]);
  expect(titles()).toEqual([]);
  look("hidden");
  await come([{ subject: "1" }, { subject: "2" }, { subject: "3", title: "Paint", at: 2 }]);
  expect(shown[0]?.options).toMatchObject({ tag: "alongside task 3" });
  const [paint] = shown;
  expect(titles()).toEqual(["Paint!"]);
  paint?.dispatchEvent(new Event("click"));
  expect([went, paint?.isClosed]).toEqual([["task 3"], true]);
  expect(tabs.flatMap(({ calls }) => calls)).toEqual([["read", "task 3"]]);
  // One that grew is told again, and one that is seen on another device goes.
  await come([{ subject: "1", count: 2, at: 3 }]);
  const [grown] = shown;
  expect(titles()).toEqual(["A task!"]);
  await come([{ subject: "1", count: 2, at: 3, seen: 4 }]);
  expect(grown?.isClosed).toBe(true);
  await come(["a", "b", "c", "d"].map((subject) => ({ subject })));
  expect(titles()).toEqual(["4 new notifications"]);
  // In quiet hours only what is urgent, and never what the user wants nothing of.
  const quiet = { from: "00:00", to: "23:59", zone: "UTC" };
  vi.setSystemTime(new Date("2026-05-13T12:00:00Z"));
  const levels = new Map([
    ["kind ad", { inbox: null, email: null, push: "nothing", at: 1 } as const],
  ]);
  await come(
    [
      { subject: "n" },
      { subject: "u", priority: "urgent", at: 7 },
      { subject: "x", kind: "ad", priority: "urgent", at: 8 },
    ],
    { quiet, levels },
  );
  expect(shown.map(({ options }) => options.tag)).toEqual(["alongside task u"]);
});

test("[R1932] with the server's key a browser hears by Web Push, and no more once it is turned off", async () => {
  const bytes = (letter: string) => ({
    endpoint: `https://push.example/${letter}`,
    keys: { p256dh: letter, auth: letter },
  });
  let current: object | null = null;
  const unsubscribed: string[] = [];
  const subscriptionTo = (key: string) => ({
    endpoint: `https://push.example/${key}`,
    options: { applicationServerKey: Uint8Array.from(atob(key), (c) => c.charCodeAt(0)).buffer },
    toJSON: () => bytes(key),
    unsubscribe: async () => {
      unsubscribed.push(key);
      current = null;
    },
  });
  const subscribe = vi.fn<(options: { applicationServerKey: string }) => unknown>();
  subscribe.mockImplementation(
    async ({ applicationServerKey }) => (current = subscriptionTo(applicationServerKey)),
  );
  const pushManager = { getSubscription: async () => current, subscribe };
  const worker = Object.assign(new EventTarget(), {
    getRegistration: async () => ({ pushManager }),
  });
  Object.defineProperty(navigator, "serviceWorker", { value: worker, configurable: true });
  const { inbox, show, calls } = inboxWith();
  const alerts = open(inbox, { pushKey: "QUJD" });
  await alerts.turnOn();
  // Not before the inbox is there.
  expect(subscribe).not.toHaveBeenCalled();
  show([{ subject: "1" }]);
  await vi.advanceTimersByTimeAsync(0);
  expect(calls).toEqual([["pushTo", bytes("QUJD")]]);
  show([{ subject: "1" }], { pushes: ["https://push.example/QUJD"] });
  // Another page of the same browser has nothing to add; one with a new key of the server has.
  open(inbox, { pushKey: "QUJD" });
  await vi.advanceTimersByTimeAsync(0);
  expect(calls).toHaveLength(1);
  open(inbox, { pushKey: "REVG" });
  await vi.advanceTimersByTimeAsync(0);
  expect(calls.slice(1)).toEqual([
    ["endPush", "https://push.example/QUJD"],
    ["pushTo", bytes("REVG")],
  ]);
  alerts.turnOff();
  await vi.advanceTimersByTimeAsync(0);
  expect([calls.at(-1), unsubscribed]).toEqual([
    ["endPush", "https://push.example/REVG"],
    ["QUJD", "REVG"],
  ]);
  Reflect.deleteProperty(navigator, "serviceWorker");
});

test("[R1933] a service worker shows what is pushed, whatever it is, and opens it", async () => {
  const listeners = new Map<string, (event: never) => void>();
  const done: unknown[][] = [];
  let pages: readonly {
    url: string;
    focus: () => Promise<void>;
    postMessage: (data: unknown) => void;
  }[] = [];
  const scope = {
    registration: {
      scope: "https://app.example/",
      showNotification: async (title: string, options: object) => void done.push([title, options]),
    },
    navigator: { setAppBadge: async (count?: number) => void done.push(["badge", count]) },
    clients: {
      matchAll: async () => pages,
      openWindow: async (url: string) => void done.push(["open", url]),
    },
    addEventListener: (name: string, listener: (event: never) => void) =>
      void listeners.set(name, listener),
  } as unknown as PushScope;
  answerPushes({ icon: "/bell.png" }, scope);
  const say = async (name: string, event: object): Promise<readonly unknown[][]> => {
    let work: Promise<unknown> | undefined;
    listeners.get(name)?.({
      waitUntil: (given: Promise<unknown>) => (work = given),
      ...event,
    } as never);
    await work;
    return done.splice(0);
  };
  const push = (text?: string) =>
    say("push", { data: text === undefined ? null : { text: () => text } });
  const sent = { title: "Bob mentioned you", link: "/tasks/7", key: "mention 7", unseen: 3 };
  const data = { alongside: { key: "mention 7", link: "/tasks/7" } };
  expect(await push(JSON.stringify(sent))).toEqual([
    ["Bob mentioned you", { body: "", tag: "alongside mention 7", data, icon: "/bell.png" }],
    ["badge", 3],
  ]);
  for (const odd of [undefined, "", "{", "null", "7", `{"title":7,"unseen":"x","link":{}}`])
    expect((await push(odd)).map(([title]) => title)).toEqual(["New notification"]);
  const click = (given: unknown) =>
    say("notificationclick", { notification: { data: given, close: () => done.push(["closed"]) } });
  const linked = (link: unknown) => click({ alongside: { link } });
  expect(await click(data)).toEqual([["closed"], ["open", "https://app.example/tasks/7"]]);
  for (const odd of ["javascript:alert(1)", "", undefined, "https://", 7, "mailto:a@b.c"])
    expect(await linked(odd)).toEqual([["closed"], ["open", "https://app.example/"]]);
  for (const odd of [null, undefined, "x", { other: 1 }]) expect(await click(odd)).toEqual([]);
  pages = [
    {
      url: "",
      focus: async () => void done.push(["focus"]),
      postMessage: (given) => void done.push(["told", given]),
    },
  ];
  expect(await click(data)).toEqual([["closed"], ["focus"], ["told", data]]);
});
