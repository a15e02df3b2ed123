import { type Clock, systemClock } from "@alongside/core/engine";
import { element, mark, paint } from "./element.ts";
import { type CursorLook, shownName } from "./person.ts";
import { type Words, wordsOf } from "./words.ts";

/** How long a flag is shown after its cursor moved last, in ms. */
const FLAG_MS = 2000;

/** Where the tip of the arrow is from the flag's nearest corner, in pixels. */
const FLAG_AWAY = 14;

export interface PresenceCursorOptions extends CursorLook {
  /** Makes what stands before the name: an avatar. */
  readonly face?: ((user: CursorLook["user"]) => Node) | undefined;
  /** The app's accent: whose colour is close to it is shown in another one. */
  readonly avoid?: string | undefined;
  readonly words?: Partial<Words> | undefined;
  /** @default the machine's */
  readonly clock?: Clock | undefined;
}

/** Somebody's pointer, with a flag that says who it is. */
export interface PresenceCursor {
  readonly element: HTMLElement;
  /** Changes what is given. */
  update(look: Partial<CursorLook>): void;
  /**
   * Puts the tip of its arrow at (`x`, `y`) in its parent, in pixels, and shows the flag for a while. `room`: how large the parent is,
   * so that the flag goes to the other side at its edges.
   */
  move(x: number, y: number, room?: Size): void;
  /** A circle spreads from its tip once: somebody tapped there. */
  ripple(): void;
  destroy(): void;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Shows somebody's pointer in `parent`, which is positioned. It is put at the parent's corner. */
export function presenceCursor(
  parent: HTMLElement,
  options: PresenceCursorOptions,
): PresenceCursor {
  const { clock = systemClock, avoid } = options;
  const words = wordsOf(options.words);
  const root = element("div", "cursor");
  root.append(arrow());
  const flag = element("span", "flag");
  const name = element("bdi", "name");
  const dots = element("span", "dots");
  dots.title = words.isTyping;
  for (let i = 0; i < 3; i++) dots.append(document.createElement("i"));
  let look: CursorLook = options;
  let movedAt = clock.now();
  let cancel: (() => void) | undefined;
  // Measured once for each name, as asking makes the page lay itself out.
  let size: Size | undefined;

  function show(before?: CursorLook): void {
    const { user, state = "active", isTyping = false } = look;
    if (user !== before?.user) {
      root.dataset["of"] = user.id;
      name.textContent = shownName(user.name);
      flag.replaceChildren(...(options.face === undefined ? [] : [options.face(user)]), name, dots);
      paint(root, user.color, avoid);
      size = undefined;
    }
    mark(root, "state", state);
    mark(root, "typing", String(isTyping));
    if (isTyping !== (before?.isTyping ?? false)) size = undefined;
  }

  function raise(): void {
    movedAt = clock.now();
    mark(root, "flag", "up");
    cancel ??= clock.after(FLAG_MS, lower);
  }

  function lower(): void {
    // One timer, set again when it comes too early: cursors move more often than timers are cheap.
    const left = movedAt + FLAG_MS - clock.now();
    cancel = left > 0 ? clock.after(left, lower) : undefined;
    if (left <= 0) mark(root, "flag", "down");
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
    move(x, y, room) {
      root.style.transform = `translate(${x}px, ${y}px)`;
      raise();
      if (room === undefined) return;
      size ??= { width: flag.offsetWidth, height: flag.offsetHeight };
      mark(root, "flagX", x + FLAG_AWAY + size.width > room.width ? "left" : "right");
      mark(root, "flagY", y + FLAG_AWAY + size.height > room.height ? "above" : "below");
    },
    ripple() {
      const circle = element("span", "ripple");
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
