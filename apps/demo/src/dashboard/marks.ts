import type { Room } from "@alongside/client";
import type { Dashboard, GraphName } from "./definition.ts";

/** Says where a moment is on a graph; undefined where it is out of sight. */
export type PlaceOf = (at: number) => number | undefined;

/** A mark that is nearer than this to the right edge has its words on the left, in pixels. */
const FLAG_WIDTH = 160;

/** Puts the marks in an element, each at the moment that its `data-at` says. */
export function placeMarks(element: HTMLElement, placeOf: PlaceOf): void {
  for (const mark of element.querySelectorAll<HTMLElement>("[data-at]")) {
    const place = placeOf(Number(mark.dataset["at"]));
    mark.hidden = place === undefined;
    if (place === undefined) continue;
    mark.style.translate = `${place}px 0`;
    mark.classList.toggle("flipped", place > element.clientWidth - FLAG_WIDTH);
  }
}

/** Shows in an element, by plain elements, where the others point on a graph: nothing is rendered for who moves. Returns what ends that. */
export function showCursors(
  room: Room<typeof Dashboard>,
  graph: GraphName,
  element: HTMLElement,
  onMoved: () => void,
): () => void {
  const marks = new Map<string, HTMLElement>();
  const look = (): void => {
    const pointing = new Set<string>();
    for (const { client, user, presence } of room.others.get()) {
      const { spot } = presence;
      if (spot?.graph !== graph) continue;
      pointing.add(client);
      const mark = marks.get(client) ?? document.createElement("div");
      if (!marks.has(client)) {
        mark.className = "graph-cursor";
        mark.append(document.createElement("span"));
        element.append(mark);
        marks.set(client, mark);
      }
      mark.dataset["at"] = String(spot.at);
      mark.style.setProperty("--person", user.color);
      if (mark.firstChild !== null) mark.firstChild.textContent = user.name;
    }
    for (const [client, mark] of marks)
      if (!pointing.has(client)) {
        mark.remove();
        marks.delete(client);
      }
    onMoved();
  };
  const stop = room.others.subscribe(look);
  look();
  return () => {
    stop();
    for (const mark of marks.values()) mark.remove();
  };
}
