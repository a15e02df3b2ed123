import { openUndo } from "@alongside/client";
import { COLORS, type Kind, KINDS, within } from "../rooms/board.ts";
import { element } from "./element.ts";
import type { BoardRoom, ShapeState } from "./shape.ts";

/** What can be added, and what can be done with the selected shape. */
export function tools(
  room: BoardRoom,
  selected: () => string | undefined,
  select: (id?: string) => void,
) {
  const { undo, redo, canUndo, canRedo } = openUndo(room);
  const undoButton = button("Undo", () => undo());
  const redoButton = button("Redo", () => redo());
  const showUndo = (): void => {
    undoButton.disabled = !canUndo.get();
    redoButton.disabled = !canRedo.get();
  };
  canUndo.subscribe(showUndo);
  canRedo.subscribe(showUndo);
  showUndo();

  function add(kind: Kind): void {
    const count = room.get()?.shapes.length ?? 0;
    const at = within({ x: 24 + 184 * (count % 6), y: 24 + 144 * (Math.trunc(count / 6) % 10) });
    const color = COLORS[count % COLORS.length] ?? "yellow";
    select(room.update((doc) => doc.shapes.push({ kind, at, color, locked: false })).local);
  }

  function change(patch: (state: ShapeState) => Partial<Pick<ShapeState, "color" | "locked">>) {
    const state = room.get()?.shapes.find(({ id }) => id === selected());
    room.update((doc) => {
      const shape = state && doc.shapes.get(state.id);
      if (shape) Object.assign(shape, patch(state));
    });
  }

  const lock = button("Lock", () => change(({ locked }) => ({ locked: !locked })));
  const ofSelected = element(
    "span",
    {},
    button("Colour", () =>
      change(({ color }) => ({
        color: COLORS[(COLORS.indexOf(color) + 1) % COLORS.length] ?? "yellow",
      })),
    ),
    button("To front", () => room.mutate.bringToFront({ id: selected() ?? "" })),
    lock,
    button("Delete", () => room.update((doc) => doc.shapes.delete(selected() ?? ""))),
  );
  const kinds = KINDS.map((kind) =>
    button(`${kind[0]?.toUpperCase()}${kind.slice(1)}`, () => add(kind)),
  );
  const bar = element("div", { className: "tools", role: "toolbar", ariaLabel: "Tools" });
  bar.append(...kinds, undoButton, redoButton, ofSelected);
  return {
    element: bar,
    /** Shows what can be done with a shape, or with none. */
    show(state: ShapeState | undefined) {
      for (const one of kinds) one.disabled = room.get() === undefined;
      ofSelected.hidden = state === undefined;
      lock.textContent = state?.locked === true ? "Unlock" : "Lock";
    },
  };
}

function button(textContent: string, onclick: () => void): HTMLButtonElement {
  return element("button", { type: "button", textContent, onclick });
}
