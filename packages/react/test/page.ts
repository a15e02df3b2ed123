import { Window } from "happy-dom";

// A page in a Node process, so that a real server and its sockets can live in the same one. Imported before React DOM.
const window = new Window({ url: "http://localhost/" });
for (const name of [
  "window",
  "document",
  "navigator",
  "HTMLElement",
  "HTMLIFrameElement",
  "MutationObserver",
  "Element",
  "Node",
  "Range",
  "ResizeObserver",
  "Text",
  "getComputedStyle",
] as const) {
  Object.defineProperty(globalThis, name, {
    value: name === "window" ? window : window[name],
    configurable: true,
  });
}
