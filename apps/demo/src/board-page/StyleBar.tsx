import {
  bringSelectedToFront,
  deleteSelected,
  duplicateSelected,
  sendSelectedToBack,
  setColor,
  toggleLock,
} from "../board/actions.ts";
import { COLORS } from "../board/definition.ts";
import type { Editor } from "../board/editor.ts";
import type { Color, Shape } from "../board/shape.ts";
import { useCell } from "../lib/use-cell.ts";
import { Action } from "../ui/Action.tsx";
import { icons } from "../ui/icons.tsx";

interface StyleBarProps {
  readonly editor: Editor;
  readonly selected: readonly Shape[];
  /** Begins a thread about a shape. */
  readonly comment: (id: string) => void;
}

/** Colours for what is drawn next; for a selection also everything else that can be done with it. */
export function StyleBar({ editor, selected, comment }: StyleBarProps) {
  const tool = useCell(editor.tool);
  const lineColor = useCell(editor.color);
  const noteColor = useCell(editor.noteColor);
  const drawing = tool !== "select" && tool !== "hand";
  const [first] = selected;
  if (!first && !drawing) return null;

  const next = tool === "note" ? noteColor : lineColor;
  const color = first ? commonColor(selected) : next;
  const locked = selected.length > 0 && selected.every((shape) => shape.locked);
  return (
    <div className="style-bar panel" role="toolbar" aria-label={first ? "Selection" : "Colour"}>
      <div className="group swatches">
        {COLORS.map((name) => (
          <button
            key={name}
            type="button"
            className="swatch"
            data-color={name}
            aria-label={`Colour: ${name}`}
            title={name}
            aria-pressed={name === color}
            onClick={() => setColor(editor, name)}
          />
        ))}
      </div>
      {first && (
        <div className="group">
          {selected.length > 1 && (
            <span className="count" role="status">
              {selected.length.toLocaleString("en")} selected
            </span>
          )}
          <Action
            label="Bring to front"
            keys="]"
            icon={icons.toFront}
            run={() => bringSelectedToFront(editor)}
          />
          <Action
            label="Send to back"
            keys="["
            icon={icons.toBack}
            run={() => sendSelectedToBack(editor)}
          />
          <Action
            label="Duplicate"
            keys="Ctrl+D"
            icon={icons.duplicate}
            run={() => duplicateSelected(editor)}
          />
          <Action
            label={locked ? "Unlock" : "Lock"}
            keys="L"
            icon={locked ? icons.unlock : icons.lock}
            run={() => toggleLock(editor)}
          />
          {selected.length === 1 && (
            <button
              type="button"
              className="action"
              aria-label="Comment"
              title="Comment"
              onClick={() => comment(first.id)}
            >
              {icons.talk}
            </button>
          )}
          <Action label="Delete" keys="Del" icon={icons.trash} run={() => deleteSelected(editor)} />
        </div>
      )}
    </div>
  );
}

function commonColor(shapes: readonly Shape[]): Color | undefined {
  const [first, ...others] = shapes;
  return others.every((shape) => shape.color === first?.color) ? first?.color : undefined;
}
