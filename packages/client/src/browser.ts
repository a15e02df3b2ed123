import type { Environment, EnvironmentEvent } from "./environment.ts";

/** The events of the window and its document behind each of ours. */
const SOURCES: { readonly [Name in EnvironmentEvent]: readonly string[] } = {
  online: ["online"],
  offline: ["offline"],
  visible: ["visibilitychange"],
  hidden: ["visibilitychange"],
  focus: ["focus"],
  input: ["pointermove", "pointerdown", "keydown", "wheel"],
  gone: ["pagehide"],
};

/** The page this runs in. Where there is none, on a server or in a worker, it is one that is always visible and where nothing happens. */
export function browserEnvironment(): Environment {
  if (typeof window === "undefined" || typeof document === "undefined") return nowhere();
  return {
    get online() {
      return navigator.onLine;
    },
    get visible() {
      return document.visibilityState !== "hidden";
    },
    location: window.location.href,
    on(event, callback) {
      const listener = ({ persisted }: Event & { readonly persisted?: boolean }): void => {
        // The page may be kept and come back; and both ways of being seen are one event.
        if (persisted === true) return;
        if (event === "visible" || event === "hidden") {
          if (document.visibilityState !== event) return;
        }
        callback();
      };
      // Captured, so that an app that stops an event does not hide it; but elements take the focus all the time.
      const options = { passive: true, capture: event !== "focus" };
      for (const name of SOURCES[event]) window.addEventListener(name, listener, options);
      return () => {
        for (const name of SOURCES[event]) window.removeEventListener(name, listener, options);
      };
    },
    holdUnload() {
      window.addEventListener("beforeunload", ask);
      return () => window.removeEventListener("beforeunload", ask);
    },
    recall: (key) => recall(() => localStorage, key),
    remember: (key, value) => remember(() => localStorage, key, value),
    recallInTab: (key) => recall(() => sessionStorage, key),
    rememberInTab: (key, value) => remember(() => sessionStorage, key, value),
    ...shared(),
  };
}

// Storage may be switched off, full, or forbidden in a frame: then nothing is remembered.

function recall(storage: () => Storage, key: string): string | undefined {
  try {
    return storage().getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

function remember(storage: () => Storage, key: string, value: string): void {
  try {
    storage().setItem(key, value);
  } catch {}
}

function nowhere(): Environment {
  return {
    online: true,
    visible: true,
    // A page's workers have its host.
    location: globalThis.location?.href,
    on: () => () => undefined,
    holdUnload: () => () => undefined,
    recall: () => undefined,
    remember: () => undefined,
    recallInTab: () => undefined,
    rememberInTab: () => undefined,
    // Programs that are no page are not a browser's, which has these for its workers too.
    ...(globalThis.location === undefined ? { locks: undefined, channel: undefined } : shared()),
  };
}

/** What the pages of a browser share. */
function shared(): Pick<Environment, "locks" | "channel"> {
  return {
    // Other than its type says, undefined on a page that came without HTTPS, and null in happy-dom.
    locks: navigator.locks ?? undefined,
    channel:
      typeof BroadcastChannel === "undefined"
        ? undefined
        : (name, onMessage) => {
            const channel = new BroadcastChannel(name);
            channel.addEventListener("message", ({ data }) => onMessage(data));
            return {
              // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is of one origin
              post: (message) => channel.postMessage(message),
              close: () => channel.close(),
            };
          },
  };
}

function ask(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
