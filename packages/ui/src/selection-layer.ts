import type { Readable } from "@alongside/client";
import { element, mark, paint } from "./element.ts";
import type { Box } from "./geometry.ts";
import { layerOver } from "./layer.ts";
import { type Other, type ShownUser, shownName } from "./person.ts";
import { type SelectionGroup, selectionGroups } from "./selection-groups.ts";

/** Names on one tag; further ones are counted. */
const MAX_NAMES = 3;

/** How high a tag is, in pixels. */
const TAG_HEIGHT = 20;

/** Options of {@link selectionLayer}. `P` is the presence of the room. */
export interface SelectionLayerOptions<P> {
  /** A room, or who else is in it. */
  readonly room: { readonly others: Readable<readonly Other<P>[]> };
  /** The ids of what somebody has selected: `(presence) => presence.selection`. */
  readonly selection: (presence: P) => readonly string[] | null | undefined;
  /** Where a thing is: its element, or its box in pixels of `parent`. Nothing where this page has it not. @default the element with that `data-anchor` */
  readonly boxOf?: ((id: string) => Element | Box | null | undefined) | undefined;
  /** Calls back when things have moved otherwise than by scrolling: `(moved) => room.subscribe(moved)`. */
  readonly subscribe?: ((moved: () => void) => () => void) | undefined;
  /** The app's accent: whose colour is close to it is shown in another one. */
  readonly avoid?: string | undefined;
}

/** The frames around what others have selected. `destroy` takes them off the page, with all listeners. */
export interface SelectionLayer<P> {
  readonly element: HTMLElement;
  /** Takes other functions, and looks where everything is by now: call it without any when something moved. */
  update(change?: Partial<Pick<SelectionLayerOptions<P>, "selection" | "boxOf">>): void;
  destroy(): void;
}

/**
 * Shows what the others have selected, over all that `parent` holds: one frame for each set of things, with the names of all who have it
 * selected on one tag.
 */
export function selectionLayer<P>(
  parent: HTMLElement,
  options: SelectionLayerOptions<P>,
): SelectionLayer<P> {
  let now = options;
  let known: readonly { readonly user: ShownUser; readonly ids: unknown }[] = [];
  let request: number | undefined;
  const frames = new Map<string, Frame>();
  const layer = layerOver(parent, later);
  layer.element.setAttribute("aria-hidden", "true");
  const stops = [now.room.others.subscribe(look), now.subscribe?.(later)];

  /** Draws anew where somebody has selected something else: others have moved their cursors far more often. */
  function look(): void {
    const before = known;
    known = now.room.others
      .get()
      .map(({ user, presence }) => ({ user, ids: now.selection(presence) }));
    const isSame =
      known.length === before.length &&
      known.every(({ user, ids }, i) => user === before[i]?.user && ids === before[i].ids);
    if (!isSame) later();
  }

  function later(): void {
    request ??= requestAnimationFrame(() => {
      request = undefined;
      draw();
    });
  }

  function draw(): void {
    layer.forget();
    const { width, height } = layer.ground;
    const selecting = known.map(({ user, ids }) => ({ user, ids: idsOf(ids) }));
    const groups = selectionGroups(selecting, boxOf);
    const gone = new Set(frames.keys());
    for (const group of groups) {
      gone.delete(group.key);
      let frame = frames.get(group.key);
      if (frame === undefined) frames.set(group.key, (frame = frameIn(layer.element, now.avoid)));
      frame.show(group, { width, height });
    }
    for (const key of gone) {
      frames.get(key)?.element.remove();
      frames.delete(key);
    }
  }

  function boxOf(id: string): Box | undefined {
    const found =
      now.boxOf === undefined
        ? parent.querySelector(`[data-anchor="${CSS.escape(id)}"]`)
        : now.boxOf(id);
    if (!found) return undefined;
    return found instanceof Element ? layer.ground.boxOf(found) : found;
  }

  look();
  return {
    element: layer.element,
    update(change = {}) {
      now = { ...now, ...change };
      look();
      later();
    },
    destroy() {
      for (const stop of stops) stop?.();
      if (request !== undefined) cancelAnimationFrame(request);
      layer.destroy();
    },
  };
}

/** Others say what they have selected, and may say anything. */
function idsOf(selection: unknown): readonly string[] {
  return Array.isArray(selection) ? selection.filter((id) => typeof id === "string") : [];
}

interface Frame {
  readonly element: HTMLElement;
  show(group: SelectionGroup, room: { readonly width: number; readonly height: number }): void;
}

function frameIn(parent: HTMLElement, avoid: string | undefined): Frame {
  const root = element("div", "frame");
  const tag = element("div", "names");
  root.append(tag);
  parent.append(root);
  let shown: readonly ShownUser[] = [];

  return {
    element: root,
    show({ box, users, up }, room) {
      root.style.transform = `translate(${box.x}px, ${box.y}px)`;
      root.style.width = `${box.width}px`;
      root.style.height = `${box.height}px`;
      const above = TAG_HEIGHT * (up + 1);
      mark(root, "side", box.y < above ? "inside" : "above");
      // To the side that has more room, where one has too little.
      const [after, before] = [room.width - box.x, box.x + box.width];
      const isAtEnd = after < widthOf(users) && before > after;
      mark(root, "end", `${isAtEnd}`);
      root.style.setProperty("--alongside-room", `${isAtEnd ? before : after}px`);
      root.style.setProperty("--alongside-up", `${up}`);
      if (users.length === shown.length && users.every((user, i) => user === shown[i])) return;
      shown = users;
      paint(root, users[0]?.color ?? "", avoid);
      tag.replaceChildren(...users.slice(0, MAX_NAMES).map((user) => named(user, avoid)));
      if (users.length > MAX_NAMES)
        tag.append(element("span", "names-more", `+${users.length - MAX_NAMES}`));
    },
  };
}

/** About how wide a tag is, in pixels. Not measured, as asking makes the page lay itself out. */
function widthOf(users: readonly ShownUser[]): number {
  const widths = users.slice(0, MAX_NAMES).map(({ name }) => Math.min(120, 14 + name.length * 7));
  return widths.reduce((sum, width) => sum + width, 0);
}

function named(user: ShownUser, avoid: string | undefined): HTMLElement {
  const name = element("span", "name-part");
  name.append(element("bdi", "name", shownName(user.name)));
  paint(name, user.color, avoid);
  return name;
}
