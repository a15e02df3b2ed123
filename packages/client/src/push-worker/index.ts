/** Of a worker, as far as it is needed: the types of pages and of workers exclude each other. */
interface WorkerEvent extends Event {
  readonly waitUntil: (work: Promise<unknown>) => void;
}
interface Push extends WorkerEvent {
  readonly data: { readonly text: () => string } | null;
}
interface Click extends WorkerEvent {
  readonly notification: Notification;
}
interface Page {
  readonly url: string;
  readonly focus: () => Promise<unknown>;
  readonly postMessage: (message: unknown) => void;
}

/** The scope of a service worker, as far as `answerPushes` needs it. */
export interface PushScope {
  readonly registration: {
    readonly scope: string;
    readonly showNotification: (title: string, options: NotificationOptions) => Promise<void>;
  };
  readonly navigator: Partial<Pick<Navigator, "setAppBadge">>;
  readonly clients: {
    readonly matchAll: (options: {
      readonly type: "window";
      readonly includeUncontrolled: boolean;
    }) => Promise<readonly Page[]>;
    readonly openWindow: (url: string) => Promise<unknown>;
  };
  readonly addEventListener: {
    (name: "push", listener: (event: Push) => void): void;
    (name: "notificationclick", listener: (event: Click) => void): void;
  };
}

/** What a server sends. */
interface Pushed {
  readonly title: string;
  readonly body: string;
  readonly link: string;
  readonly key: string | undefined;
  readonly unseen: number | undefined;
}

/** Options of `answerPushes`. All can be left out. */
export interface PushOptions {
  /** What an alert says of which nothing could be read. @default "New notification" */
  readonly title?: string;
  /** The address of a picture beside it. */
  readonly icon?: string;
  /** The address that is opened for what has no link of its own. @default The scope of the worker. */
  readonly home?: string;
}

/**
 * Shows what the server sends by Web Push, and opens it: call it in the app's service worker, `answerPushes()`. A page that is open gets the focus,
 * and hears what was clicked (`openAlerts`); else one is opened at the link.
 */
export function answerPushes(
  options: PushOptions = {},
  scope: PushScope = globalThis as unknown as PushScope,
): void {
  scope.addEventListener("push", (event) => {
    const pushed = read(event.data?.text() ?? "", options.title ?? "New notification");
    event.waitUntil(show(scope, pushed, options.icon));
  });
  scope.addEventListener("notificationclick", (event) => {
    const { data } = event.notification as { readonly data: unknown };
    const about = isFields(data) ? data["alongside"] : undefined;
    // Another alert of the app's is not ours to answer.
    if (!isFields(about)) return;
    event.notification.close();
    const { scope: root } = scope.registration;
    event.waitUntil(open(scope, data, addressOf(about["link"], options.home ?? root, root)));
  });
}

/** A browser shows something for each push, or shows by itself that it was sent in silence: what cannot be read has a title too. */
function read(text: string, title: string): Pushed {
  const given = parsed(text);
  const textOf = (name: string): string | undefined => {
    const value = given[name];
    return typeof value === "string" ? value : undefined;
  };
  const { unseen } = given;
  return {
    title: textOf("title") ?? title,
    body: textOf("body") ?? "",
    link: textOf("link") ?? "",
    key: textOf("key"),
    unseen: Number.isSafeInteger(unseen) ? (unseen as number) : undefined,
  };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : {};
  } catch {
    return {};
  }
}

async function show(scope: PushScope, pushed: Pushed, icon: string | undefined): Promise<void> {
  const { title, body, link, key, unseen } = pushed;
  await scope.registration.showNotification(title, {
    body,
    // As `openAlerts` has it: the two are one alert.
    tag: key === undefined ? "alongside" : `alongside ${key}`,
    data: { alongside: { key, link } },
    ...(icon !== undefined && { icon }),
  });
  // It rejects where the page is no installed app.
  if (unseen !== undefined) await scope.navigator.setAppBadge?.(unseen).catch(() => undefined);
}

async function open(scope: PushScope, data: unknown, address: string): Promise<void> {
  const pages = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  const [page] = pages;
  if (page === undefined) {
    await scope.clients.openWindow(address);
    return;
  }
  await page.focus();
  // oxlint-disable-next-line require-post-message-target-origin -- a worker's pages are all of its origin
  page.postMessage(data);
}

/** Where a link leads that a browser follows without running it. */
function addressOf(link: unknown, home: string, base: string): string {
  if (typeof link !== "string" || link === "" || !URL.canParse(link, base)) return home;
  const { protocol, href } = new URL(link, base);
  return protocol === "https:" || protocol === "http:" ? href : home;
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
