import { type Clock, systemClock } from "@alongside/core/engine";
import { element, mark, paint } from "./element.ts";
import type { Size } from "./geometry.ts";
import { type CursorLook, shownName } from "./person.ts";

/** How long a flag is shown after its cursor moved last, in ms. */
const FLAG_MS = 2000;

/** How much room a flag may take, in pixels, the way to it from the tip of the arrow included. */
const FLAG_WIDTH = 196;
const FLAG_HEIGHT = 44;

/** Options of {@link presenceCursor}: whose cursor it is, and how it looks. */
export interface PresenceCursorOptions extends CursorLook {
  /** Makes what stands before the name: an avatar. */
  readonly face?: ((user: CursorLook["user"]) => Node) | undefined;
  /** The app's accent: whose colour is close to it is shown in another one. */
  readonly avoid?: string | undefined;
  /** @default the machine's */
  readonly clock?: Clock | undefined;
}

/** Somebody's pointer, with a flag that says who it is. */
export interface PresenceCursor {
  readonly element: HTMLElement;
  /** Changes what is given. */
  update(look: Partial<CursorLook>): void;
  /**
   * Puts the tip of its arrow at (`x`, `y`) in its parent, in pixels. `room`: how large the parent is, so that the flag goes to the other
   * side at its edges.
   */
  put(x: number, y: number, room?: Size): void;
  /** The same, as its person moved it: the flag is shown for a while. */
  move(x: number, y: number, room?: Size): void;
  /** A circle spreads from its tip once: somebody tapped there. */
  ripple(): void;
  destroy(): void;
}

/** Shows somebody's pointer in `parent`, which is positioned. It is put at the parent's corner. */
export function presenceCursor(
  parent: HTMLElement,
  options: PresenceCursorOptions,
): PresenceCursor {
  const { clock = systemClock, avoid } = options;
  const root = element("div", "cursor");
  const pointer = arrow();
  root.append(pointer);
  const flag = element("span", "tag");
  const name = element("bdi", "name");
  const dots = element("span", "cursor-dots");
  for (let i = 0; i < 3; i++) dots.append(document.createElement("i"));
  let look: CursorLook = options;
  let movedAt = clock.now();
  let cancel: (() => void) | undefined;
  let isUp = false;
  let side = "";

  function show(before?: CursorLook): void {
    const { user, state = "active", isTyping = false } = look;
    if (user !== before?.user) {
      root.dataset["of"] = user.id;
      name.textContent = shownName(user.name);
      flag.replaceChildren(...(options.face === undefined ? [] : [options.face(user)]), name, dots);
      for (const part of [pointer, flag]) paint(part, user.color, avoid);
    }
    if (state !== before?.state) mark(root, "state", state);
    if (isTyping !== before?.isTyping) mark(root, "typing", `${isTyping}`);
  }

  function raise(): void {
    movedAt = clock.now();
    if (isUp) return;
    isUp = true;
    mark(root, "flag", "up");
    cancel = clock.after(FLAG_MS, lower);
  }

  function lower(): void {
    // One timer, set again when it comes too early: cursors move more often than timers are cheap.
    const left = movedAt + FLAG_MS - clock.now();
    cancel = left > 0 ? clock.after(left, lower) : undefined;
    if (left > 0) return;
    isUp = false;
    mark(root, "flag", "down");
  }

  // Not measured, as asking makes the page lay itself out: who is nearer to the edge than a flag may be long has it on the other side.
  function put(x: number, y: number, room?: Size): void {
    root.style.transform = `translate(${x}px, ${y}px)`;
    if (room === undefined) return;
    const isLeft = x + FLAG_WIDTH > room.width && x > room.width / 2;
    const isAbove = y + FLAG_HEIGHT > room.height && y > room.height / 2;
    const now = `${isAbove ? "above" : "below"} ${isLeft ? "left" : "right"}`;
    if (now === side) return;
    side = now;
    mark(root, "side", now);
  }

  show();
  raise();
  root.append(flag);
  parent.append(root);

  return {
    element: root,
    update(next) {
      const before = look;
      look = { ...look, ...next };
      show(before);
    },
    put,
    move(x, y, room) {
      put(x, y, room);
      raise();
    },
    ripple() {
      const circle = element("span", "ripple");
      paint(circle, look.user.color, avoid);
      circle.addEventListener("animationend", () => circle.remove());
      root.append(circle);
    },
    destroy() {
      cancel?.();
      root.remove();
    },
  };
}

const SVG = "http://www.w3.org/2000/svg";

function arrow(): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "alongside-arrow");
  svg.setAttribute("viewBox", "0 0 20 22");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", "M2 2l5.6 16 2.9-6.6 6.9-2.4z");
  svg.append(path);
  return svg;
}
