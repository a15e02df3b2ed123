import type { Environment, EnvironmentEvent } from "./environment.ts";

const SOURCES: {
  readonly [Name in EnvironmentEvent]: readonly (readonly [
    on: "window" | "document",
    event: string,
  ])[];
} = {
  online: [["window", "online"]],
  offline: [["window", "offline"]],
  visible: [["document", "visibilitychange"]],
  hidden: [["document", "visibilitychange"]],
  focus: [["window", "focus"]],
  input: [
    ["window", "pointermove"],
    ["window", "pointerdown"],
    ["window", "keydown"],
    ["window", "wheel"],
  ],
};

/** The page this runs in. Where there is none, on a server, it is one that is always visible and where nothing happens. */
export function browserEnvironment(): Environment {
  if (typeof window === "undefined" || typeof document === "undefined") return nowhere;
  return {
    get online() {
      return navigator.onLine;
    },
    get visible() {
      return document.visibilityState !== "hidden";
    },
    location: window.location.href,
    on(event, callback) {
      const listener = (): void => {
        if (event === "visible" || event === "hidden") {
          if ((document.visibilityState !== "hidden") !== (event === "visible")) return;
        }
        callback();
      };
      const stops = SOURCES[event].map(([on, name]) => {
        const target = on === "window" ? window : document;
        target.addEventListener(name, listener, { passive: true, capture: true });
        return () => target.removeEventListener(name, listener, { capture: true });
      });
      return () => {
        for (const stop of stops) stop();
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

const nowhere: Environment = {
  online: true,
  visible: true,
  location: undefined,
  on: () => () => undefined,
  holdUnload: () => () => undefined,
  keep: (_key, make) => make(),
};

function ask(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
