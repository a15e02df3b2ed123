import { useUndo } from "@alongside/react";
import { COLORS, type Kind, KINDS, within } from "../rooms/board.ts";
import { useRoom, useStorage } from "./room.ts";
import type { ShapeState } from "./Shape.tsx";

interface ToolsProps {
  readonly selected: ShapeState | undefined;
  readonly select: (id?: string) => void;
}

/** What can be added, and what can be done with the selected shape. */
export function Tools({ selected, select }: ToolsProps) {
  const room = useRoom();
  const isHere = useStorage(() => true) === true;
  const { undo, redo, canUndo, canRedo } = useUndo(room);

  function add(kind: Kind): void {
    const count = room.get()?.shapes.length ?? 0;
    const at = within({ x: 24 + 184 * (count % 6), y: 24 + 144 * (Math.trunc(count / 6) % 10) });
    const color = COLORS[count % COLORS.length] ?? "yellow";
    select(room.update((doc) => doc.shapes.push({ kind, at, color, locked: false })).local);
  }

  function change(patch: Partial<Pick<ShapeState, "color" | "locked">>): void {
    room.update((doc) => {
      const shape = selected && doc.shapes.get(selected.id);
      if (shape) Object.assign(shape, patch);
    });
  }

  return (
    <div className="tools" role="toolbar" aria-label="Tools">
      {KINDS.map((kind) => (
        <button key={kind} type="button" disabled={!isHere} onClick={() => add(kind)}>
          {kind[0]?.toUpperCase()}
          {kind.slice(1)}
        </button>
      ))}
      <button type="button" disabled={!canUndo} onClick={() => undo()}>
        Undo
      </button>
      <button type="button" disabled={!canRedo} onClick={() => redo()}>
        Redo
      </button>
      {selected && (
        <>
          <button
            type="button"
            onClick={() =>
              change({
                color: COLORS[(COLORS.indexOf(selected.color) + 1) % COLORS.length] ?? "yellow",
              })
            }
          >
            Colour
          </button>
          <button type="button" onClick={() => room.mutate.bringToFront({ id: selected.id })}>
            To front
          </button>
          <button type="button" onClick={() => change({ locked: !selected.locked })}>
            {selected.locked ? "Unlock" : "Lock"}
          </button>
          <button
            type="button"
            onClick={() => room.update((doc) => doc.shapes.delete(selected.id))}
          >
            Delete
          </button>
        </>
      )}
    </div>
  );
}
