import { cursors, selectionLayer } from "@alongside/ui";
import { Board, GROUND } from "../rooms/board.ts";
import { client } from "./client.ts";
import { element } from "./element.ts";
import { header } from "./header.ts";
import { refused } from "./refused.ts";
import { roomId } from "./room-id.ts";
import { type ShapeElement, shapeElement } from "./shape.ts";
import { tools } from "./tools.ts";
import "@alongside/ui/styles.css";
import "./app.css";
import "./board.css";

const room = client.join(Board, roomId());
room.presence.set({ selection: [] });

let selected: string | undefined;
function select(id?: string): void {
  selected = id;
  room.presence.set({ selection: id === undefined ? [] : [id] });
  show();
}

const ground = element("div", { className: "ground" });
Object.assign(ground.style, { width: `${GROUND.w}px`, height: `${GROUND.h}px` });
ground.addEventListener("pointerdown", ({ target }) => {
  if (target === ground) select();
});
const empty = element("p", { className: "empty", textContent: "An empty board. Add a note." });
const bar = tools(room, () => selected, select);
const shapes = new Map<string, ShapeElement>();

/** Shows the board as it is: an element for each shape, which stays the same one as long as its shape is there. */
function show(): void {
  const now = room.get()?.shapes ?? [];
  const ids = new Set(now.map(({ id }) => id));
  for (const [id, shape] of shapes) {
    if (ids.has(id)) continue;
    shape.remove();
    shapes.delete(id);
  }
  for (const [index, state] of now.entries()) {
    let shape = shapes.get(state.id);
    if (shape === undefined) {
      shape = shapeElement(room, state.id, select);
      shapes.set(state.id, shape);
      ground.append(shape.element);
    }
    shape.show(state, index, state.id === selected);
  }
  empty.hidden = now.length > 0 || room.get() === undefined;
  bar.show(now.find(({ id }) => id === selected));
}

document
  .getElementById("app")
  ?.append(
    header("my-app", room, bar.element),
    element("main", {}, ground, empty),
    refused(room.rejected),
  );
selectionLayer(ground, { room, selection: ({ selection }) => selection });
cursors(ground, {
  room,
  place: ({ cursor }) => cursor,
  share: (at) => room.presence.set({ cursor: at && { x: at.x, y: at.y } }),
});
room.subscribe(show);
show();
