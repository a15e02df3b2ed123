import { TOOL_KEYS } from "../board/keys.ts";
import { useCell } from "../lib/use-cell.ts";
import type { Editor } from "../board/editor.ts";
import type { ToolName } from "../board/drag.ts";
import { icons } from "../ui/icons.tsx";

const LABELS: { readonly [tool in ToolName]: string } = {
  select: "Select",
  hand: "Move the view",
  rectangle: "Rectangle",
  ellipse: "Ellipse",
  arrow: "Arrow",
  ink: "Draw",
  note: "Note",
};

const GROUPS: readonly (readonly ToolName[])[] = [
  ["select", "hand"],
  ["rectangle", "ellipse", "arrow", "ink", "note"],
];

export function Toolbar({ editor }: { readonly editor: Editor }) {
  const current = useCell(editor.tool);
  return (
    <div className="toolbar panel" role="toolbar" aria-label="Tools">
      {GROUPS.map((group, i) => (
        <div key={i === 0 ? "view" : "draw"} className="group">
          {group.map((tool) => (
            <button
              key={tool}
              type="button"
              className="tool"
              aria-label={LABELS[tool]}
              aria-pressed={tool === current}
              aria-keyshortcuts={TOOL_KEYS[tool]}
              title={`${LABELS[tool]} (${TOOL_KEYS[tool]})`}
              onClick={() => editor.use(tool)}
            >
              {icons[tool]}
              <kbd aria-hidden="true">{TOOL_KEYS[tool]}</kbd>
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}
