import { type Clock, systemClock } from "@alongside/core/engine";
import type { Area } from "./area.ts";
import { element, paint } from "./element.ts";
import { type Box, clamp, type Point } from "./geometry.ts";
import type { Layer } from "./layer.ts";
import { type ShownUser, shownName } from "./person.ts";
import { type PlaceWords, placeWords } from "./place-words.ts";

/** Hints are looked at this often at most, in ms: they are in nobody's way meanwhile. */
const HINT_MS = 100;

/** Who is closer together along an edge than this, in pixels, has one hint. */
const TOGETHER = 48;

/** How far from the edge a hint is, in pixels, and how large it may be, so that it stays inside. */
const MARGIN = 8;
const SPOT = { width: 160, height: 44 };

/** Somebody who may be out of sight. */
export interface Hinted {
  readonly other: { readonly client: string; readonly user: ShownUser; readonly state: string };
  /** Where they point, in pixels of the layer; undefined where this page has it not. */
  at: Point | undefined;
}

interface HintOptions {
  readonly avoid?: string | undefined;
  readonly words?: Partial<PlaceWords> | undefined;
  readonly clock?: Clock | undefined;
  readonly area?: Area | undefined;
  readonly go: (client: string) => void;
}

/** Says at the edges of what is seen who points beyond them: a button for each, or for those who are close together. */
export function edgeHints(
  layer: Layer,
  people: ReadonlyMap<string, Hinted>,
  { avoid, words: own, clock = systemClock, area, go }: HintOptions,
): { later(): void; destroy(): void } {
  const words = { ...placeWords, ...own };
  const group = element("div", "hints");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", words.outOfSight);
  layer.element.append(group);
  /** Where the buttons are, each at that end of it that is at the edge. */
  const spots = new Map<string, HTMLElement>();
  let cancel: (() => void) | undefined;

  function look(): void {
    layer.forget();
    const { seen } = layer.ground;
    const inside = area?.free?.() ?? seen;
    // The group sticks to the corner of what scrolls, so that hints stay where they are while it does.
    const corner = layer.ground.boxOf(group);
    const beyond = new Map<string, Hinted[]>();
    for (const person of people.values()) {
      const where = person.at && person.other.state !== "away" && edgeOf(person.at, seen);
      if (!where) continue;
      const there = beyond.get(where);
      if (there) there.push(person);
      else beyond.set(where, [person]);
    }
    for (const [where, spot] of spots)
      if (!beyond.has(where)) {
        spot.remove();
        spots.delete(where);
      }
    for (const [where, there] of beyond) show(where, there, inside, corner);
  }

  function spotAt(where: string): HTMLElement {
    const spot = element("div", "spot");
    const button = element("button", "hint");
    button.type = "button";
    button.addEventListener("click", () => go(spot.dataset["to"] ?? ""));
    spot.append(button);
    spot.dataset["edge"] = where;
    spots.set(where, spot);
    group.append(spot);
    return spot;
  }

  function show(where: string, there: readonly Hinted[], inside: Box, corner: Point): void {
    const [first] = there;
    if (first?.at === undefined) return;
    const names = there.map(({ other }) => shownName(other.user.name));
    const title = words.goThere(names);
    const { client, user } = first.other;
    const spot = spots.get(where) ?? spotAt(where);
    const button = spot.firstChild as HTMLElement;
    if (button.title !== title || spot.dataset["to"] !== client) {
      const way = element("span", "way", "➤");
      way.setAttribute("aria-hidden", "true");
      const more = names.length > 1 ? ` +${names.length - 1}` : "";
      button.replaceChildren(way, element("bdi", "name", names[0] + more));
      button.title = title;
      spot.dataset["to"] = client;
      paint(button, user.color, avoid);
    }
    const x = clamp(
      first.at.x - SPOT.width / 2,
      inside.x + MARGIN,
      inside.x + inside.width - SPOT.width - MARGIN,
    );
    const y = clamp(
      first.at.y - SPOT.height / 2,
      inside.y + MARGIN,
      inside.y + inside.height - SPOT.height - MARGIN,
    );
    const angle = Math.atan2(first.at.y - y - SPOT.height / 2, first.at.x - x - SPOT.width / 2);
    spot.style.setProperty("--alongside-way", `${angle}rad`);
    spot.style.transform = `translate(${Math.round(x - corner.x)}px, ${Math.round(y - corner.y)}px)`;
  }

  return {
    later() {
      cancel ??= clock.after(HINT_MS, () => {
        cancel = undefined;
        look();
      });
    },
    destroy() {
      cancel?.();
      group.remove();
    },
  };
}

/** Beyond which edge of `seen` a point is, and about where along it. Undefined for what is seen. */
function edgeOf({ x, y }: Point, seen: Box): string | undefined {
  const right = seen.x + seen.width;
  const bottom = seen.y + seen.height;
  const over = Math.max(seen.x - x, x - right);
  const under = Math.max(seen.y - y, y - bottom);
  if (over <= 0 && under <= 0) return undefined;
  const isAside = over > under;
  const along = isAside ? clamp(y, seen.y, bottom) - seen.y : clamp(x, seen.x, right) - seen.x;
  const side = isAside ? (x < seen.x ? "left" : "right") : y < seen.y ? "top" : "bottom";
  return `${side} ${Math.floor(along / (isAside ? TOGETHER : SPOT.width + MARGIN))}`;
}
