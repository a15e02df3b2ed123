import { type Clock, systemClock } from "@alongside/core/engine";
import { attribute, element, mark } from "./element.ts";
import { icon } from "./icons.ts";
import type { Part, Shown } from "./part.ts";
import { type ShownRights, type ShownStatus, statusText, type StatusText } from "./status-text.ts";
import { statusWords } from "./status-words.ts";
import type { Words } from "./words.ts";

/** Options of {@link connectionStatus}. */
export interface ConnectionStatusOptions {
  /** `room.status`. */
  readonly status: Shown<ShownStatus>;
  /** `room.rights`: whoever may not write is told so. */
  readonly rights?: Shown<ShownRights | undefined> | undefined;
  /** `room.rejected`: how many changes were refused. */
  readonly rejected?: Shown<readonly unknown[]> | undefined;
  /** Makes it a button: where people look at what waits. */
  readonly onActivate?: (() => void) | undefined;
  /** More about it, as its title. @default the status' `reason` */
  readonly reason?: ((status: ShownStatus) => string | undefined) | undefined;
  /** Makes the drawing before the words. @default a tick, a turning ring, a cloud or an eye */
  readonly sign?: ((text: StatusText) => Node) | undefined;
  readonly words?: Partial<Words> | undefined;
  /** @default the machine's */
  readonly clock?: Clock | undefined;
}

/**
 * Whether one is connected, and where it is safe what one did: on the server's disk, on this device, or only in this tab. Not read out by
 * itself, as it changes with every letter: `announcer` tells of what matters.
 */
export function connectionStatus(
  parent: HTMLElement,
  options: ConnectionStatusOptions,
): Part<ConnectionStatusOptions> {
  let now = options;
  let root = element("span", "status");
  // Kept while it says the same, as it may be turning.
  let drawn: { readonly tone: StatusText["tone"]; readonly node: Node } | undefined;
  let stop = listen();

  function listen(): () => void {
    const stops = [now.status, now.rights, now.rejected].map((shown) => shown?.subscribe(show));
    return () => {
      for (const one of stops) one?.();
    };
  }

  function show(): void {
    const { onActivate, clock = systemClock, sign = defaultSign } = now;
    const words = { ...statusWords, ...now.words };
    const status = now.status.get();
    const refused = now.rejected?.get().length ?? 0;
    const said = statusText(status, now.rights?.get(), words, clock.now());
    root = withTag(root, onActivate === undefined ? "span" : "button");
    mark(root, "tone", said.tone);
    mark(root, "status", status.name);
    mark(root, "saved", status.saved);
    const reason = now.reason === undefined ? status.reason : now.reason(status);
    attribute(root, "title", reason);
    const text = element("span", "status-text", said.text);
    if (said.asOf !== undefined) text.append(" · ", said.asOf);
    if (drawn?.tone !== said.tone) drawn = { tone: said.tone, node: sign(said) };
    while (root.lastChild !== null && root.lastChild !== drawn.node) root.lastChild.remove();
    if (root.firstChild === null) root.append(drawn.node);
    root.append(text);
    if (said.waiting !== undefined) {
      text.append(",");
      root.append(element("span", "waiting", said.waiting));
    }
    if (refused > 0) root.append(element("span", "refused", words.notAccepted(refused)));
  }

  function withTag(known: HTMLElement, tag: "span" | "button"): HTMLElement {
    if (known.localName === tag) return known;
    const made = element(tag, "status");
    if (made instanceof HTMLButtonElement) made.type = "button";
    made.addEventListener("click", () => now.onActivate?.());
    known.replaceWith(made);
    return made;
  }

  parent.append(root);
  show();
  return {
    update(patch) {
      now = { ...now, ...patch };
      stop();
      stop = listen();
      show();
    },
    destroy() {
      stop();
      root.remove();
    },
  };
}

function defaultSign({ tone }: StatusText): Node {
  if (tone === "busy") return element("i", "spinner");
  return icon(tone === "good" ? "check" : tone === "bad" ? "cloudOff" : "eye");
}
