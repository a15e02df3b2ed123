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
    keep(key, make) {
      // Storage may be switched off, full, or forbidden in a frame: then the value lives as long as the page.
      try {
        const kept = localStorage.getItem(key);
        if (kept !== null && kept !== "") return kept;
        const made = make();
        localStorage.setItem(key, made);
        return made;
      } catch {
        return make();
      }
    },
  };
}

function nowhere(): Environment {
  return {
    online: true,
    visible: true,
    // A page's workers have its host.
    location: globalThis.location?.href,
    on: () => () => undefined,
    holdUnload: () => () => undefined,
    keep: (_key, make) => make(),
  };
}

function ask(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
